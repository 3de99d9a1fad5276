import { Button, Group } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';
import { problemMessage, RequestProblem } from '../server/problem';
import { strings } from '../strings';
import { Message } from './Message';
import { Page } from './Page';

/** Shown in place of a page that broke; a refused or lost request says its own reason. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  const text = error instanceof RequestProblem ? problemMessage(error) : strings.problem.pageAdvice;
  return (
    <Page title={strings.problem.pageTitle}>
      <Message text={text}>
        <Group gap="sm">
          <Button onClick={again}>{strings.common.tryAgain}</Button>
          <Button component="a" href="/" variant="default">
            {strings.problem.toStart}
          </Button>
        </Group>
      </Message>
    </Page>
  );
}

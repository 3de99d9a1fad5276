import { Button } from '@mantine/core';
import { strings } from '../strings';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';

export function NotFoundPage() {
  return (
    <main id="main">
      <NotFound />
    </main>
  );
}

/** The same inside the frame, which has its own main part. */
export function NotFound() {
  return (
    <Page title={strings.problem.notFoundTitle}>
      <Message text={strings.problem.notFound}>
        <Button component="a" href="/">
          {strings.problem.toStart}
        </Button>
      </Message>
    </Page>
  );
}

import { Button } from '@mantine/core';
import { problemMessage, toProblem } from '../server/problem';
import { strings } from '../strings';
import { Message } from './Message';

interface QueryProblemProps {
  error: Error;
  retry: () => unknown;
  /** Said when the server answers that there is no such thing. */
  notFound?: string;
}

/** A failed query, in words and with the one useful action. */
export function QueryProblem({ error, retry, notFound }: QueryProblemProps) {
  const problem = toProblem(error);
  if (problem.status === 403) {
    return <Message title={strings.problem.forbiddenTitle} text={strings.problem.forbidden} />;
  }
  if (notFound && (problem.status === 404 || problem.status === 422)) {
    return <Message title={strings.problem.notFoundTitle} text={notFound} />;
  }
  return (
    <Message title={strings.problem.listTitle} text={problemMessage(problem)}>
      <Button variant="default" onClick={() => void retry()}>
        {strings.common.tryAgain}
      </Button>
    </Message>
  );
}

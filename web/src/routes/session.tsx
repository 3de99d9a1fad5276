import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sessionQuery } from '../features/sessions/queries';
import { Review } from '../features/sessions/Review';
import { isUnderWay } from '../features/sessions/status';
import { usePollInterval } from '../server/events';
import { strings } from '../strings';
import { Page } from '../ui/Page';
import { QueryProblem } from '../ui/QueryProblem';

const route = getRouteApi('/shell/sessions/$sessionId');

/** One session: what the note claims beside what was said. */
export function SessionPage() {
  const { sessionId } = route.useParams();
  const poll = usePollInterval();
  const session = useQuery({
    ...sessionQuery(sessionId),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data.status) ? poll : false),
  });
  if (session.data) return <Review key={sessionId} session={session.data} />;
  return (
    <Page title={strings.session.actions}>
      {session.isError ? (
        <QueryProblem error={session.error} retry={session.refetch} notFound={strings.session.notFound} />
      ) : (
        <Skeleton height={400} />
      )}
    </Page>
  );
}

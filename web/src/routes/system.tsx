import { useQuery } from '@tanstack/react-query';
import { HealthSentences } from '../features/system/HealthSentences';
import { healthQuery } from '../features/system/queries';
import { strings } from '../strings';
import { ListSkeleton } from '../ui/ListSkeleton';
import { Page } from '../ui/Page';
import { QueryProblem } from '../ui/QueryProblem';

/** For the administrator: how the appliance is, in sentences. */
export function SystemPage() {
  const health = useQuery(healthQuery);
  return (
    <Page title={strings.system.title}>
      {health.isPending && <ListSkeleton />}
      {health.isError && !health.data && <QueryProblem error={health.error} retry={health.refetch} />}
      {health.data && <HealthSentences health={health.data} />}
    </Page>
  );
}

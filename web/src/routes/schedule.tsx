import { Alert, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Cleanup } from '../features/schedule/Cleanup';
import { scheduleQuery } from '../features/schedule/queries';
import { ScheduleList } from '../features/schedule/ScheduleList';
import { strings } from '../strings';
import { ListSkeleton } from '../ui/ListSkeleton';
import { Page } from '../ui/Page';
import { QueryProblem } from '../ui/QueryProblem';

const text = strings.schedule;

/** For the administrator: what the appliance does by the clock, and what it clears away. */
export function SchedulePage() {
  const schedule = useQuery(scheduleQuery);
  return (
    <Page title={text.title}>
      {schedule.isPending && <ListSkeleton />}
      {schedule.isError && !schedule.data && <QueryProblem error={schedule.error} retry={schedule.refetch} />}
      {schedule.data && (
        <>
          <Text c="dimmed" maw="70ch" mb="lg">
            {text.intro(schedule.data.timezone)}
          </Text>
          {!schedule.data.enabled && (
            <Alert color="amber" variant="outline" mb="lg" role="status">
              {text.off}
            </Alert>
          )}
          <ScheduleList schedule={schedule.data} />
        </>
      )}
      <section aria-label={strings.cleanup.title}>
        <Title order={2} mt={40} mb="sm">
          {strings.cleanup.title}
        </Title>
        <Cleanup />
      </section>
    </Page>
  );
}

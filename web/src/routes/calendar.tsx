import { Anchor, Button, Group, SegmentedControl, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useMayProcess } from '../features/account/useMe';
import { AppointmentList } from '../features/appointments/AppointmentList';
import { AppointmentWindow, PlanWindow, planAt } from '../features/appointments/AppointmentWindow';
import classes from '../features/appointments/calendar.module.css';
import { FeedWindow } from '../features/appointments/FeedWindow';
import { appointmentsQuery } from '../features/appointments/queries';
import { WeekView } from '../features/appointments/WeekView';
import { addDays, isoDay, MORNING, mondayOf, nextHour, parseDay } from '../features/appointments/week';
import { rangeOf } from '../features/appointments/words';
import { strings } from '../strings';
import { ListSkeleton } from '../ui/ListSkeleton';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';
import { QueryProblem } from '../ui/QueryProblem';
import { useKeys } from '../ui/useKeys';
import { useNow } from '../ui/useNow';

const route = getRouteApi('/shell/calendar');
const text = strings.calendar;

export interface CalendarSearch {
  /** Any day of the week that is shown. */
  week?: string;
  view?: 'list';
}

export function asCalendarSearch(search: Record<string, unknown>): CalendarSearch {
  const day = parseDay(search.week);
  return { week: day ? isoDay(day) : undefined, view: search.view === 'list' ? 'list' : undefined };
}

/** What is soonest in the week that is shown: the next full hour, or Monday morning of another week. */
function suggested(monday: Date, now: Date): Date {
  if (mondayOf(now).getTime() === monday.getTime()) return nextHour(now);
  return new Date(monday.getFullYear(), monday.getMonth(), monday.getDate(), MORNING);
}

/** The appointments of a week, as a grid of days or as a list; on a phone as a list. */
export function CalendarPage() {
  const { week, view } = route.useSearch();
  const navigate = route.useNavigate();
  const mayPlan = useMayProcess();
  const narrow = useMediaQuery('(max-width: 767px)', undefined, { getInitialValueInEffect: false });
  const [planning, setPlanning] = useState<Date | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const [feed, setFeed] = useState(false);
  const now = useNow();
  const monday = mondayOf(parseDay(week) ?? now);
  const sunday = addDays(monday, 6);
  const appointments = useQuery(appointmentsQuery(monday, addDays(monday, 7)));
  const show = (search: CalendarSearch): void => void navigate({ search, replace: true });
  const goTo = (day: Date): void => show({ week: isoDay(day), view });
  const plan = (): void => {
    if (mayPlan) setPlanning(suggested(monday, now));
  };
  const earlier = (): void => goTo(addDays(monday, -7));
  const later = (): void => goTo(addDays(monday, 7));
  useKeys({ ArrowLeft: earlier, ArrowRight: later, t: () => show({ view }), c: plan });
  const list = narrow || view === 'list';
  const opened = appointments.data?.find(({ id }) => id === openId);
  return (
    <Page
      title={text.title}
      actions={
        mayPlan && (
          <Button aria-keyshortcuts="c" onClick={plan}>
            {text.plan}
          </Button>
        )
      }
    >
      <div className={classes.bar}>
        <Title order={2} className={classes.range} aria-live="polite">
          {rangeOf(monday, sunday)}
        </Title>
        <Group gap={4}>
          <Button variant="default" aria-label={text.earlier} onClick={earlier}>
            ‹
          </Button>
          <Button variant="default" aria-keyshortcuts="t" onClick={() => show({ view })}>
            {text.thisWeek}
          </Button>
          <Button variant="default" aria-label={text.later} onClick={later}>
            ›
          </Button>
        </Group>
        {!narrow && (
          <SegmentedControl
            aria-label={text.view}
            value={view ?? 'week'}
            onChange={(value) => show({ week, view: value === 'list' ? 'list' : undefined })}
            data={[
              { value: 'week', label: text.views.week },
              { value: 'list', label: text.views.list },
            ]}
          />
        )}
      </div>
      {appointments.isPending && <ListSkeleton />}
      {appointments.isError && !appointments.data && (
        <QueryProblem error={appointments.error} retry={appointments.refetch} />
      )}
      {appointments.data && list && appointments.data.length === 0 && (
        <Message text={text.empty}>{mayPlan && <Text c="dimmed">{text.emptyHint}</Text>}</Message>
      )}
      {appointments.data && list && (
        <AppointmentList
          monday={monday}
          appointments={appointments.data}
          now={now}
          onOpen={({ id }) => setOpenId(id)}
        />
      )}
      {appointments.data && !list && (
        <WeekView
          monday={monday}
          appointments={appointments.data}
          now={now}
          mayPlan={mayPlan}
          onOpen={({ id }) => setOpenId(id)}
          onPlan={setPlanning}
        />
      )}
      <Group justify="space-between" mt="md" gap="sm">
        {mayPlan && (
          <Anchor component="button" type="button" size="sm" onClick={() => setFeed(true)}>
            {text.feed}
          </Anchor>
        )}
        <Text size="sm" c="dimmed" visibleFrom="md">
          {text.keys}
        </Text>
      </Group>
      {planning !== null && <PlanWindow initial={planAt(planning)} onClose={() => setPlanning(null)} />}
      {opened && <AppointmentWindow appointment={opened} onClose={() => setOpenId(null)} />}
      {feed && <FeedWindow onClose={() => setFeed(false)} />}
    </Page>
  );
}

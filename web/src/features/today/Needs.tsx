import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { strings } from '../../strings';
import { moment } from '../../ui/format';
import { named } from '../../ui/named';
import { appointmentsQuery } from '../appointments/queries';
import { addDays, dayOf, isoDay } from '../appointments/week';
import { isUndecided } from '../appointments/words';
import { openNotes } from './needs';
import { measureRisksQuery, sessionsInQuery } from './queries';
import classes from './today.module.css';

const text = strings.today;

/** What waits for the therapist, what matters most first. */
export function Needs({ now }: { now: Date }) {
  const today = dayOf(now);
  const risks = useQuery(measureRisksQuery);
  const processed = useQuery(sessionsInQuery('processed'));
  const failed = useQuery(sessionsInQuery('failed'));
  const lastWeek = useQuery(appointmentsQuery(addDays(today, -7), today));
  const { review, late, oldestDays } = openNotes(processed.data ?? [], now.getTime());
  const stopped = failed.data?.length ?? 0;
  const undecided = (lastWeek.data ?? []).filter((appointment) => isUndecided(appointment, now.getTime()));
  const lines: [key: string, line: ReactNode][] = (risks.data ?? []).map((risk) => [
    risk.measure_id,
    <>
      <Link to="/patients/$patientId" params={{ patientId: risk.patient_id }}>
        {risk.patient_name}
      </Link>{' '}
      {text.risk(named(text.instruments, risk.instrument), moment(risk.taken_at))}
    </>,
  ]);
  if (review > 0) {
    lines.push([
      'review',
      <>
        <Link to="/sessions" search={{ status: 'processed' }}>
          {text.review(review)}
        </Link>
        {late > 0 && <span className={classes.late}>{text.unsigned(late, oldestDays)}</span>}
      </>,
    ]);
  }
  if (stopped > 0) {
    lines.push([
      'stopped',
      <Link key="stopped" to="/sessions" search={{ status: 'failed' }}>
        {text.stopped(stopped)}
      </Link>,
    ]);
  }
  if (undecided.length > 0) {
    lines.push([
      'outcome',
      <Link key="outcome" to="/calendar" search={{ view: 'list', week: weekOf(undecided) }}>
        {text.outcome(undecided.length)}
      </Link>,
    ]);
  }
  const asked = [risks, processed, failed, lastWeek];
  if (lines.length === 0) {
    return asked.some(({ isPending }) => isPending) ? null : <Text c="dimmed">{text.nothing}</Text>;
  }
  return (
    <ul className={classes.needs} aria-label={text.needs}>
      {lines.map(([key, line]) => (
        <li key={key}>{line}</li>
      ))}
    </ul>
  );
}

/** The week of the oldest, as the calendar's address names it. */
function weekOf(appointments: { starts_at: string }[]): string | undefined {
  return appointments[0] && isoDay(new Date(appointments[0].starts_at));
}

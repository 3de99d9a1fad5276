import { SegmentedControl, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, useState } from 'react';
import { strings } from '../../strings';
import { Figure } from '../../ui/Figure';
import { day } from '../../ui/format';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { measuresQuery } from '../measures/queries';
import type { Progress } from './api';
import { type Panel, panelsOf, rowsOf } from './progress';
import { progressQuery } from './queries';

const ProgressChart = lazy(() => import('./ProgressChart'));

const text = strings.progress;
const WEEKS = Object.entries(text.weekChoices).map(([value, label]) => ({ value, label }));
const WEEK_MS = 7 * 24 * 60 * 60_000;
const PANEL_HEIGHT = 156;

/** How the client is doing: moods and questionnaires over time, attendance, topics. */
export function ProgressSection({ patientId }: { patientId: string }) {
  const [weeks, setWeeks] = useState('12');
  const progress = useQuery(progressQuery(patientId, Number(weeks)));
  const measures = useQuery(measuresQuery(patientId));
  if (progress.data === undefined || measures.data === undefined) {
    const failed = progress.isError ? progress : measures.isError ? measures : null;
    return failed === null ? (
      <Skeleton height={PANEL_HEIGHT * 2} />
    ) : (
      <QueryProblem error={failed.error ?? new Error()} retry={failed.refetch} />
    );
  }
  const now = Date.now();
  const { instruments, measures: taken } = measures.data;
  const panels = panelsOf(progress.data, instruments, taken, Number(weeks), now);
  return (
    <Figure
      title={text.title}
      controls={
        <SegmentedControl size="xs" aria-label={text.weeks} data={WEEKS} value={weeks} onChange={setWeeks} />
      }
      words={<Words progress={progress.data} />}
      height={PANEL_HEIGHT * Math.max(1, panels.length)}
      chart={
        panels.length === 0 ? null : (
          <ProgressChart panels={panels} from={now - Number(weeks) * WEEK_MS} to={now} />
        )
      }
      empty={panels.length === 0 ? text.none : undefined}
      table={<Twin panels={panels} />}
    />
  );
}

/** The numbers that need no chart. */
function Words({ progress }: { progress: Progress }) {
  const { total_sessions, attendance_rate, mood_trend, common_topics } = progress;
  const attendance = attendance_rate > 0 ? text.attendance(Math.round(attendance_rate * 100)) : null;
  const { current, trajectory } = mood_trend;
  // Without a mood the contract still names one.
  const isNoted = current && progress.recent_sessions.some(({ mood }) => mood);
  return (
    <>
      <Text>
        {isNoted && text.sentence(named(strings.notes.moods, current), trend(trajectory))}{' '}
        {text.facts(text.sessions(total_sessions), attendance)}
      </Text>
      {common_topics.length > 0 && (
        <Text c="dimmed">
          {text.topics(
            common_topics
              .slice(0, 5)
              .map(({ topic, frequency }) => `${topic} (${frequency})`)
              .join(', '),
          )}
        </Text>
      )}
    </>
  );
}

const trend = (trajectory: string | null): string | null =>
  trajectory ? named(text.trajectories, trajectory) : null;

function Twin({ panels }: { panels: Panel[] }) {
  return (
    <Table withRowBorders={false} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.date}</Table.Th>
          {panels.map(({ key, title }) => (
            <Table.Th key={key}>{title}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rowsOf(panels).map((row) => (
          <Table.Tr key={row.day}>
            <Table.Td>{day(row.day)}</Table.Td>
            {panels.map(({ key }) => (
              <Table.Td key={key}>{row.cells[key]}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

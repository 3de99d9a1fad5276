import { SegmentedControl, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy } from 'react';
import { strings } from '../../strings';
import { Figure } from '../../ui/Figure';
import { day } from '../../ui/format';
import { QueryProblem } from '../../ui/QueryProblem';
import type { Granularity, Period, Trends } from './api';
import classes from './insights.module.css';
import { hasActivity, rowLabel } from './points';
import { trendsQuery } from './queries';

const ActivityChart = lazy(() => import('./ActivityChart'));

const text = strings.practice;
const HEIGHT = 288;
const PERIODS = Object.entries(text.periods).map(([value, label]) => ({ value, label }));
const GRANULARITIES = Object.entries(text.granularities).map(([value, label]) => ({ value, label }));

interface ActivityProps {
  period: Period;
  by: Granularity;
  onPeriod: (period: Period) => void;
  onBy: (by: Granularity) => void;
}

/** Appointments attended and cancelled over time. */
export function Activity({ period, by, onPeriod, onBy }: ActivityProps) {
  const trends = useQuery(trendsQuery(period, by));
  if (trends.isPending) return <Skeleton height={HEIGHT} />;
  if (trends.data === undefined) return <QueryProblem error={trends.error} retry={trends.refetch} />;
  const words = wordsOf(trends.data);
  const shownBy = trends.data.granularity as Granularity;
  return (
    <Figure
      title={text.activity}
      controls={
        <div className={classes.switches}>
          <SegmentedControl
            size="xs"
            aria-label={text.period}
            data={PERIODS}
            value={period}
            onChange={(value) => onPeriod(value as Period)}
          />
          <SegmentedControl
            size="xs"
            aria-label={text.granularity}
            data={GRANULARITIES}
            value={by}
            onChange={(value) => onBy(value as Granularity)}
          />
        </div>
      }
      words={<Text>{words}</Text>}
      empty={hasActivity(trends.data.data_points) ? undefined : text.noActivity}
      height={HEIGHT}
      chart={<ActivityChart points={trends.data.data_points} by={shownBy} label={words} />}
      table={<Twin trends={trends.data} by={shownBy} />}
    />
  );
}

function wordsOf({ summary, data_points }: Trends): string {
  if (!hasActivity(data_points)) return '';
  const { total_sessions, avg_per_day, completion_rate, peak_day } = summary;
  const words = text.activityWords(total_sessions, avg_per_day.toFixed(1), text.percent(completion_rate));
  return peak_day ? `${words} ${text.peak(day(peak_day))}` : words;
}

function Twin({ trends, by }: { trends: Trends; by: Granularity }) {
  return (
    <Table withRowBorders={false} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.columns[by]}</Table.Th>
          <Table.Th ta="right">{text.completed}</Table.Th>
          <Table.Th ta="right">{text.cancelled}</Table.Th>
          <Table.Th ta="right">{text.duration}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {trends.data_points.map((point) => (
          <Table.Tr key={point.date}>
            <Table.Td>{rowLabel(point.date, by)}</Table.Td>
            <Table.Td ta="right">{point.sessions_completed}</Table.Td>
            <Table.Td ta="right">{point.sessions_cancelled}</Table.Td>
            <Table.Td ta="right">
              {point.avg_session_duration_min > 0 && text.minutes(point.avg_session_duration_min)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

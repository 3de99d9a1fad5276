import { Skeleton, Tooltip, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { strings } from '../../strings';
import { QueryProblem } from '../../ui/QueryProblem';
import type { Overview } from './api';
import classes from './insights.module.css';
import { overviewQuery } from './queries';

const text = strings.practice;

interface Figures {
  name: string;
  value: string;
  hint: string;
  meaning: string;
}

function figuresOf(overview: Overview): Figures[] {
  return [
    {
      name: text.active,
      value: String(overview.active_patients),
      hint: text.activeOf(overview.total_patients),
      meaning: text.activeMeaning,
    },
    {
      name: text.week,
      value: String(overview.sessions_this_week),
      hint: text.month(overview.sessions_this_month),
      meaning: text.weekMeaning,
    },
    {
      name: text.upcoming,
      value: String(overview.upcoming_sessions),
      hint: text.upcomingHint,
      meaning: text.upcomingMeaning,
    },
    {
      name: text.completion,
      value: text.percent(overview.completion_rate),
      hint: text.completionHint,
      meaning: text.completionMeaning,
    },
  ];
}

/** Four numbers; what each of them counts is said on focus. */
export function Numbers() {
  const overview = useQuery(overviewQuery);
  if (overview.isPending) return <Skeleton height={104} mb={44} />;
  if (overview.data === undefined) return <QueryProblem error={overview.error} retry={overview.refetch} />;
  return (
    <ul className={classes.numbers} aria-label={text.numbers}>
      {figuresOf(overview.data).map((figure) => (
        <Figure key={figure.name} {...figure} />
      ))}
    </ul>
  );
}

function Figure({ name, value, hint, meaning }: Figures) {
  const id = useId();
  return (
    <li className={classes.number}>
      <Tooltip
        label={meaning}
        multiline
        w={280}
        position="bottom-start"
        events={{ hover: true, focus: true, touch: true }}
      >
        <button type="button" className={classes.meaning} aria-describedby={id}>
          {name}
        </button>
      </Tooltip>
      <VisuallyHidden id={id}>{meaning}</VisuallyHidden>
      <span className={classes.value}>{value}</span>
      <span className={classes.hint}>{hint}</span>
    </li>
  );
}

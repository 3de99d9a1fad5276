import { Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { type ReactNode, Suspense, useId, useState } from 'react';
import { strings } from '../strings';
import classes from './Figure.module.css';

const text = strings.figure;

interface FigureProps {
  title: string;
  /** What is shown, chosen beside the heading. */
  controls?: ReactNode;
  /** The whole picture in a sentence, read above it. */
  words: ReactNode;
  /** Loaded when it is first shown. */
  chart: ReactNode;
  /** The same numbers, as rows. */
  table: ReactNode;
  /** Of the chart, so that nothing moves when it comes. */
  height: number;
  /** Said instead of both where there is nothing to draw. */
  empty?: string;
}

/** A chart and its twin, a table with the same numbers. */
export function Figure({ title, controls, words, chart, table, height, empty }: FigureProps) {
  const heading = useId();
  const [asTable, setAsTable] = useState(false);
  return (
    <section aria-labelledby={heading}>
      <Group justify="space-between" gap="sm" mb="xs" align="flex-end">
        <Title order={2} id={heading}>
          {title}
        </Title>
        {controls}
      </Group>
      <div className={classes.words}>
        <div>{words}</div>
        {empty === undefined && (
          <Button variant="subtle" size="compact-sm" onClick={() => setAsTable(!asTable)}>
            {asTable ? text.asChart : text.asTable}
          </Button>
        )}
      </div>
      {empty !== undefined ? (
        <Text c="dimmed">{empty}</Text>
      ) : asTable ? (
        <section className={classes.table} aria-label={text.tableOf(title)}>
          {table}
        </section>
      ) : (
        <Suspense fallback={<Skeleton height={height} />}>{chart}</Suspense>
      )}
    </section>
  );
}

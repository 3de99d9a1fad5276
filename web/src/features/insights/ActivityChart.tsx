import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { strings } from '../../strings';
import type { Granularity, TrendPoint } from './api';
import classes from './insights.module.css';
import { barLabel, rowLabel } from './points';

const text = strings.practice;

interface ActivityChartProps {
  points: TrendPoint[];
  by: Granularity;
  /** The whole chart in a sentence, for those who do not see it. */
  label: string;
}

/** Attended and cancelled appointments on each other; hatching tells them apart without colour. */
export default function ActivityChart({ points, by, label }: ActivityChartProps) {
  return (
    <>
      <ul className={classes.legend} aria-hidden>
        <li>
          <span className={classes.swatch} /> {text.completed}
        </li>
        <li>
          <span className={classes.swatch} data-cancelled /> {text.cancelled}
        </li>
      </ul>
      <div role="img" aria-label={label}>
        <BarChart
          h={260}
          data={points}
          dataKey="date"
          type="stacked"
          accessibilityLayer={false}
          series={[
            { name: 'sessions_completed', label: text.completed, color: 'var(--tb-teal)' },
            { name: 'sessions_cancelled', label: text.cancelled, color: 'var(--mantine-color-dimmed)' },
          ]}
          barProps={({ name }) => ({
            isAnimationActive: false,
            ...(name === 'sessions_cancelled' && { fill: 'url(#cancelled)' }),
          })}
          maxBarWidth={36}
          tickLine="none"
          strokeDasharray="0"
          xAxisProps={{ tickFormatter: (date: string) => barLabel(date, by), minTickGap: 16 }}
          yAxisProps={{ allowDecimals: false, width: 32 }}
          tooltipProps={{
            content: ({ payload }) => {
              const point = payload?.[0]?.payload as TrendPoint | undefined;
              return point === undefined ? null : (
                <div className={classes.tip}>
                  <strong>{rowLabel(point.date, by)}</strong>
                  <br />
                  {text.completed}: {point.sessions_completed}
                  <br />
                  {text.cancelled}: {point.sessions_cancelled}
                </div>
              );
            },
          }}
        >
          <defs>
            <pattern
              id="cancelled"
              width="5"
              height="5"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="5" height="5" fill="var(--tb-surface)" />
              <rect width="1.5" height="5" fill="var(--mantine-color-dimmed)" />
            </pattern>
          </defs>
        </BarChart>
      </div>
    </>
  );
}

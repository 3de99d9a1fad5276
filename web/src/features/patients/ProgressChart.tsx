import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { Text } from '@mantine/core';
import { strings } from '../../strings';
import { dayOf } from '../../ui/format';
import { monthTicks, type Panel } from './progress';
import classes from './progress.module.css';

const text = strings.progress;
const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'short' });

/** So many labels fit under a chart on a phone. */
const MOST_TICKS = 6;

interface ProgressChartProps {
  panels: Panel[];
  /** The time that all panels share, in milliseconds. */
  from: number;
  to: number;
}

/** Small charts under each other over one time, so that what moves together is seen. */
export default function ProgressChart({ panels, from, to }: ProgressChartProps) {
  const ticks = monthTicks(from, to, MOST_TICKS);
  return (
    <div className={classes.panels}>
      {panels.map(({ key, title, scale, min, max, ticks: steps, points }) => (
        <div key={key}>
          <Text size="sm">
            <strong>{title}</strong>{' '}
            <Text span size="sm" c="dimmed">
              {scale}
            </Text>
          </Text>
          <div
            role="img"
            aria-label={text.chart(
              title,
              points.map(({ at, words }) => text.at(dayOf(new Date(at).toISOString()), words)).join('; '),
            )}
          >
            <LineChart
              h={120}
              data={points}
              dataKey="at"
              series={[{ name: 'value', label: title, color: 'var(--tb-teal)' }]}
              curveType="linear"
              accessibilityLayer={false}
              dotProps={{ r: 3.5, strokeWidth: 2 }}
              lineChartProps={{ margin: { top: 10, right: 6 } }}
              lineProps={{ isAnimationActive: false }}
              tickLine="none"
              strokeDasharray="0"
              xAxisProps={{
                type: 'number',
                domain: [from, to],
                ticks,
                tickFormatter: (at: number) => monthFormat.format(at),
                interval: 0,
              }}
              yAxisProps={{ domain: [min, max], ticks: steps, width: 28, interval: 0 }}
              tooltipProps={{
                content: ({ payload }) => {
                  const point = payload?.[0]?.payload as Panel['points'][number] | undefined;
                  return point === undefined ? null : (
                    <div className={classes.tip}>
                      {text.at(dayOf(new Date(point.at).toISOString()), point.words)}
                    </div>
                  );
                },
              }}
            />
          </div>
        </div>
      ))}
    </div>
  );
}

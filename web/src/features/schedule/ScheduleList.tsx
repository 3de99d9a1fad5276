import { Table, Text } from '@mantine/core';
import { strings } from '../../strings';
import lists from '../../ui/list.module.css';
import { named } from '../../ui/named';
import type { Schedule } from './api';
import classes from './schedule.module.css';
import { lastWords, nextWords } from './words';

const text = strings.schedule;

/** What happens by the clock: last time, how it ended, and next time. */
export function ScheduleList({ schedule }: { schedule: Schedule }) {
  return (
    <Table withRowBorders={false} className={lists.list} verticalSpacing="sm" horizontalSpacing="md">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.columns.what}</Table.Th>
          <Table.Th>{text.columns.every}</Table.Th>
          <Table.Th>{text.columns.last}</Table.Th>
          <Table.Th>{text.columns.next}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {schedule.jobs.map((job) => (
          <Table.Tr key={job.name} className={lists.row}>
            <Table.Td fw={600}>{named(text.jobs, job.name)}</Table.Td>
            <Table.Td>{job.every}</Table.Td>
            <Table.Td className={job.last?.outcome === 'failed' ? classes.failed : undefined}>
              <span className={classes.label}>{text.columns.last}: </span>
              {lastWords(job)}
            </Table.Td>
            <Table.Td>
              <span className={classes.label}>{text.columns.next}: </span>
              {nextWords(job)}
              {job.name === 'backup' && !job.enabled && (
                <Text size="sm" c="dimmed">
                  {text.noBackup}
                </Text>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

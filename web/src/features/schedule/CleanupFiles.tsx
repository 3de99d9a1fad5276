import { Table, Text } from '@mantine/core';
import { strings } from '../../strings';
import lists from '../../ui/list.module.css';
import { named } from '../../ui/named';
import type { CleanupFile } from './api';
import classes from './schedule.module.css';

const text = strings.cleanup;
const BYTES_IN_MB = 1e6;

/** More than a person reads at once. */
const SHOWN = 50;

/** What a run deletes, each with its reason. Named by number, never by a person. */
export function CleanupFiles({ files }: { files: CleanupFile[] }) {
  return (
    <>
      <Table withRowBorders={false} className={lists.list} verticalSpacing="xs" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.columns.file}</Table.Th>
            <Table.Th w={100}>{text.columns.age}</Table.Th>
            <Table.Th w={100}>{text.columns.size}</Table.Th>
            <Table.Th>{text.columns.why}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {files.slice(0, SHOWN).map((file) => (
            <Table.Tr key={`${file.kind} ${file.id}`} className={lists.row}>
              <Table.Td>
                {named(text.kinds, file.kind)}
                <div className={classes.file}>{file.id}</div>
              </Table.Td>
              <Table.Td>{text.hours(file.age_hours)}</Table.Td>
              <Table.Td>{text.bytes(file.bytes / BYTES_IN_MB)}</Table.Td>
              <Table.Td>{file.reason}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {files.length > SHOWN && <Text c="dimmed">{text.more(files.length - SHOWN)}</Text>}
    </>
  );
}

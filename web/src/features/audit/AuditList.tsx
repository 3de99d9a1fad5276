import { Anchor, Button, Group, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { strings } from '../../strings';
import { exactMoment } from '../../ui/format';
import { ListSkeleton } from '../../ui/ListSkeleton';
import lists from '../../ui/list.module.css';
import { Message } from '../../ui/Message';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { deviceName } from '../account/agent';
import classes from './audit.module.css';
import type { AuditFilter } from './filter';
import { type AuditEntry, auditQuery } from './queries';

const text = strings.audit;

/** The trail, newest first, a page at a time. */
export function AuditList({ filter }: { filter: AuditFilter }) {
  const trail = useInfiniteQuery(auditQuery(filter));
  if (trail.isPending) return <ListSkeleton />;
  if (trail.data === undefined) return <QueryProblem error={trail.error} retry={trail.refetch} />;
  const entries = trail.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0) return <Message text={text.none} />;
  return (
    <>
      <Table withRowBorders={false} className={lists.list} verticalSpacing="xs" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={170}>{text.columns.when}</Table.Th>
            <Table.Th>{text.columns.who}</Table.Th>
            <Table.Th>{text.columns.what}</Table.Th>
            <Table.Th>{text.columns.where}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <EntryRow key={entry.seq} entry={entry} filter={filter} />
          ))}
        </Table.Tbody>
      </Table>
      {trail.hasNextPage && (
        <Group justify="center" mt="md">
          <Button
            variant="default"
            loading={trail.isFetchingNextPage}
            onClick={() => void trail.fetchNextPage()}
          >
            {strings.sessions.more}
          </Button>
        </Group>
      )}
    </>
  );
}

/** A system deed has no person; a deleted or foreign one has an id and no name. */
function whoOf(entry: AuditEntry): string {
  if (entry.actor_name) return entry.actor_name;
  if (entry.actor) return text.unknownPerson;
  return entry.address ? text.stranger : text.appliance;
}

function EntryRow({ entry, filter }: { entry: AuditEntry; filter: AuditFilter }) {
  const ended = [
    entry.outcome === 'done' ? null : named(text.outcomes, entry.outcome),
    entry.reason ? named({}, entry.reason) : null,
  ].filter(Boolean);
  return (
    <Table.Tr className={lists.row}>
      <Table.Td className={classes.when}>
        {exactMoment(entry.at)}
        <Text size="sm" c="dimmed">
          {text.number(entry.seq)}
        </Text>
      </Table.Td>
      <Table.Td>{whoOf(entry)}</Table.Td>
      <Table.Td>
        {named(text.deeds, entry.deed)}
        {ended.length > 0 && (
          <Text size="sm" fw={600}>
            {ended.join(': ')}
          </Text>
        )}
        {entry.record && (
          <Text size="sm" c="dimmed">
            {text.record}{' '}
            <Anchor
              size="sm"
              className={classes.id}
              aria-label={text.onlyRecord(entry.record)}
              renderRoot={(props) => (
                <Link {...props} to="/audit" search={{ ...filter, record: entry.record ?? undefined }} />
              )}
            >
              {/* Ids begin with the time, so their ends tell them apart. */}
              {entry.record.slice(-8)}
            </Anchor>
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {entry.address}
        <Text size="sm" c="dimmed">
          {entry.agent ? deviceName(entry.agent) : null}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

import { Button, Group, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { usePollInterval } from '../../server/events';
import { strings } from '../../strings';
import { ListSkeleton } from '../../ui/ListSkeleton';
import lists from '../../ui/list.module.css';
import { QueryProblem } from '../../ui/QueryProblem';
import { type SessionFilter, sessionsQuery } from './queries';
import { SessionRow } from './SessionRow';

const text = strings.sessions;

interface SessionListProps {
  filter: SessionFilter;
  /** What to say when there is nothing. */
  empty: ReactNode;
}

/** Sessions newest first, each with its state in words, kept current by the server's events. */
export function SessionList({ filter, empty }: SessionListProps) {
  const refetchInterval = usePollInterval();
  const sessions = useInfiniteQuery({ ...sessionsQuery(filter), refetchInterval });
  if (sessions.isPending) return <ListSkeleton />;
  if (sessions.data === undefined) return <QueryProblem error={sessions.error} retry={sessions.refetch} />;
  const rows = sessions.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return empty;
  return (
    <>
      <Table withRowBorders={false} className={lists.list} verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={130}>{text.columns.date}</Table.Th>
            <Table.Th>{text.columns.patient}</Table.Th>
            <Table.Th w={100}>{text.columns.length}</Table.Th>
            <Table.Th w="45%">{text.columns.status}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </Table.Tbody>
      </Table>
      {sessions.hasNextPage && (
        <Group justify="center" mt="md">
          <Button
            variant="default"
            loading={sessions.isFetchingNextPage}
            onClick={() => void sessions.fetchNextPage()}
          >
            {text.more}
          </Button>
        </Group>
      )}
    </>
  );
}

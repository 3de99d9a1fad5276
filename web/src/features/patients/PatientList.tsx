import { SegmentedControl, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { strings } from '../../strings';
import { dayOf } from '../../ui/format';
import { ListSkeleton } from '../../ui/ListSkeleton';
import lists from '../../ui/list.module.css';
import { Message } from '../../ui/Message';
import { QueryProblem } from '../../ui/QueryProblem';
import { useKeys } from '../../ui/useKeys';
import type { Patient } from './api';
import classes from './patients.module.css';
import { searchQuery } from './queries';
import type { PatientSearch } from './search';

const text = strings.patients;
const SHOWN = Object.entries(text.shown).map(([value, label]) => ({ value, label }));

/** How long somebody types on before the server is asked. */
const TYPING_MS = 200;

interface PatientListProps {
  search: PatientSearch;
  onSearch: (search: PatientSearch) => void;
}

/** Everybody whose record one may open, found by name. */
export function PatientList({ search, onSearch }: PatientListProps) {
  const [typed, setTyped] = useState(search.q ?? '');
  const box = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => box.current?.focus() });
  const patients = useQuery(searchQuery(search));
  const find = useDebouncedCallback((q: string) => onSearch({ ...search, q: q || undefined }), TYPING_MS);
  const rows = patients.data;
  const nobody = rows?.length === 0 && search.q === undefined;
  return (
    <>
      <search className={classes.search}>
        <TextInput
          ref={box}
          type="search"
          label={text.filter}
          value={typed}
          onChange={({ currentTarget: { value } }) => {
            setTyped(value);
            find(value.trim());
          }}
        />
        <SegmentedControl
          aria-label={text.show}
          data={SHOWN}
          value={search.show ?? 'current'}
          onChange={(show) =>
            onSearch({ ...search, show: show === 'current' ? undefined : (show as PatientSearch['show']) })
          }
        />
      </search>
      {patients.isPending && <ListSkeleton />}
      {patients.isError && <QueryProblem error={patients.error} retry={patients.refetch} />}
      {nobody && search.show !== 'archived' && <Message title={text.emptyTitle} text={text.empty} />}
      {nobody && search.show === 'archived' && <Message text={text.noArchived} />}
      {rows?.length === 0 && !nobody && <Message text={text.noMatch} />}
      {rows !== undefined && rows.length > 0 && <Rows patients={rows} />}
    </>
  );
}

function Rows({ patients }: { patients: Patient[] }) {
  const sorted = [...patients].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Table withRowBorders={false} className={lists.list} verticalSpacing="sm" horizontalSpacing="md">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.name}</Table.Th>
          <Table.Th>{text.email}</Table.Th>
          <Table.Th>{text.phone}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sorted.map(({ id, name, email, phone, archived_at }) => (
          <Table.Tr key={id} className={lists.row}>
            <Table.Td>
              <Link to="/patients/$patientId" params={{ patientId: id }} className={lists.open}>
                {name}
              </Link>
              {archived_at != null && (
                <Text span size="sm" c="dimmed">
                  {' '}
                  {text.archivedSince(dayOf(archived_at))}
                </Text>
              )}
            </Table.Td>
            <Table.Td>{email}</Table.Td>
            <Table.Td>{phone}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

import { Table, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Patient } from '../../api';
import { strings } from '../../strings';
import lists from '../../ui/list.module.css';
import { Message } from '../../ui/Message';
import { useKeys } from '../../ui/useKeys';

const text = strings.patients;

/** Beyond this many a search box is worth its place. */
const SEARCH_FROM = 8;

export function PatientList({ patients }: { patients: Patient[] }) {
  const [wanted, setWanted] = useState('');
  const search = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => search.current?.focus() });
  if (patients.length === 0) return <Message title={text.emptyTitle} text={text.empty} />;
  const shown = patients
    .filter(({ name }) => name.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase()))
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <>
      {patients.length >= SEARCH_FROM && (
        <TextInput
          ref={search}
          type="search"
          label={text.filter}
          maw={320}
          mb="md"
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      {shown.length === 0 && <Text c="dimmed">{text.noMatch}</Text>}
      <Table withRowBorders={false} className={lists.list} verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.name}</Table.Th>
            <Table.Th>{text.email}</Table.Th>
            <Table.Th>{text.phone}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(({ id, name, email, phone }) => (
            <Table.Tr key={id} className={lists.row}>
              <Table.Td>
                <Link to="/patients/$patientId" params={{ patientId: id }} className={lists.open}>
                  {name}
                </Link>
              </Table.Td>
              <Table.Td>{email}</Table.Td>
              <Table.Td>{phone}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

import { Table, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { strings } from '../../strings';
import { moment } from '../../ui/format';
import lists from '../../ui/list.module.css';
import { named } from '../../ui/named';
import { useKeys } from '../../ui/useKeys';
import type { User } from './queries';

const text = strings.users;

/** Beyond this many a search box is worth its place. */
const SEARCH_FROM = 8;

/** What is worth knowing at a glance: first what keeps somebody out, then what is missing. */
function stateOf(user: User): string {
  if (!user.is_active) return text.inactive;
  const facts = [user.second_factor ? text.withFactor : text.withoutFactor];
  if (!user.is_verified) facts.unshift(text.unverified);
  return facts.join(', ');
}

export function UserList({ users }: { users: User[] }) {
  const [wanted, setWanted] = useState('');
  const search = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => search.current?.focus() });
  const words = wanted.trim().toLocaleLowerCase();
  const shown = users
    .filter(({ full_name, email }) => `${full_name} ${email}`.toLocaleLowerCase().includes(words))
    .sort((a, b) => a.full_name.localeCompare(b.full_name));
  return (
    <>
      {users.length >= SEARCH_FROM && (
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
            <Table.Th>{text.columns.name}</Table.Th>
            <Table.Th>{text.columns.role}</Table.Th>
            <Table.Th>{text.columns.state}</Table.Th>
            <Table.Th>{text.columns.lastLogin}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((user) => (
            <Table.Tr key={user.id} className={lists.row}>
              <Table.Td>
                <Link to="/users/$userId" params={{ userId: user.id }} className={lists.open}>
                  {user.full_name}
                </Link>
                <Text size="sm" c="dimmed">
                  {user.email}
                </Text>
              </Table.Td>
              <Table.Td>{named(strings.account.roles, user.role)}</Table.Td>
              <Table.Td c={user.is_active ? undefined : 'dimmed'}>{stateOf(user)}</Table.Td>
              <Table.Td c="dimmed">
                {user.last_login_at ? moment(user.last_login_at) : text.neverSignedIn}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

import { Button, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { revokeInvitation } from '../../api';
import { strings } from '../../strings';
import { moment } from '../../ui/format';
import { ListSkeleton } from '../../ui/ListSkeleton';
import lists from '../../ui/list.module.css';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { useDeed } from '../../ui/useDeed';
import { type Invitation, invitationsQuery } from './queries';

const text = strings.invitations;

/** Who was invited, newest first, and what became of it. */
export function InvitationList() {
  const invitations = useQuery(invitationsQuery);
  if (invitations.isPending) return <ListSkeleton />;
  if (invitations.data === undefined) {
    return <QueryProblem error={invitations.error} retry={invitations.refetch} />;
  }
  if (invitations.data.length === 0) return <Text c="dimmed">{text.none}</Text>;
  const sorted = [...invitations.data].sort((a, b) => b.created_at.localeCompare(a.created_at));
  return (
    <Table withRowBorders={false} className={lists.list} verticalSpacing="sm" horizontalSpacing="md">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.columns.who}</Table.Th>
          <Table.Th>{text.columns.role}</Table.Th>
          <Table.Th>{text.columns.state}</Table.Th>
          <Table.Th>{text.columns.deed}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sorted.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const name = `${invitation.first_name} ${invitation.last_name}`.trim();
  const revoke = useDeed({
    run: () => revokeInvitation({ path: { id: invitation.id } }),
    renews: [invitationsQuery.queryKey],
    done: () => text.revoked(name),
    tell: true,
  });
  const isPending = invitation.state === 'pending';
  return (
    <Table.Tr className={lists.row}>
      <Table.Td>
        {name || text.setUp}
        <Text size="sm" c="dimmed">
          {invitation.email}
        </Text>
      </Table.Td>
      <Table.Td>{named(strings.account.roles, invitation.role)}</Table.Td>
      <Table.Td c={isPending ? undefined : 'dimmed'}>
        {isPending ? text.until(moment(invitation.expires_at)) : named(text.states, invitation.state)}
      </Table.Td>
      <Table.Td>
        {isPending && (
          <Button
            size="xs"
            variant="default"
            loading={revoke.isPending}
            aria-label={text.revokeOf(name)}
            onClick={() => revoke.mutate()}
          >
            {text.revoke}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

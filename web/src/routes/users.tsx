import { Anchor, Button, Group, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { InvitationList } from '../features/users/InvitationList';
import { InviteWindow } from '../features/users/InviteWindow';
import { usersQuery } from '../features/users/queries';
import { UserList } from '../features/users/UserList';
import { strings } from '../strings';
import { ListSkeleton } from '../ui/ListSkeleton';
import { Page } from '../ui/Page';
import { QueryProblem } from '../ui/QueryProblem';

/** For the administrator: who has an account, and who is about to. */
export function UsersPage() {
  const users = useQuery(usersQuery);
  const [inviting, setInviting] = useState(false);
  return (
    <Page
      title={strings.users.title}
      actions={<Button onClick={() => setInviting(true)}>{strings.invitations.invite}</Button>}
    >
      {users.isPending && <ListSkeleton />}
      {users.isError && <QueryProblem error={users.error} retry={users.refetch} />}
      {users.data && <UserList users={users.data} />}
      <Group justify="space-between" mt={40} mb="sm">
        <Title order={2}>{strings.invitations.title}</Title>
        <Anchor renderRoot={(props) => <Link {...props} to="/mails" />}>{strings.mails.title}</Anchor>
      </Group>
      <InvitationList />
      {inviting && <InviteWindow onClose={() => setInviting(false)} />}
    </Page>
  );
}

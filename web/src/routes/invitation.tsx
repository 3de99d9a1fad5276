import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { lookAtInvitation } from '../api';
import { InvitationForm } from '../features/account/InvitationForm';
import { mailedToken } from '../server/mailedToken';
import { toProblem } from '../server/problem';
import { strings } from '../strings';
import { NarrowPage } from '../ui/NarrowPage';
import { QueryProblem } from '../ui/QueryProblem';
import { ToSignIn } from '../ui/ToSignIn';

const text = strings.invitation;

/** Where an invitation leads, and the link that a new appliance prints for its first administrator. */
export function InvitationPage() {
  const [token] = useState(() => mailedToken('/auth/invitation'));
  const navigate = useNavigate();
  const invited = useQuery({
    queryKey: ['invitation', token],
    queryFn: async () => (await lookAtInvitation({ body: { token: token ?? '' } })).data,
    enabled: token !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const invalid = token === null || (invited.isError && toProblem(invited.error).code === 'invalid_token');
  const title = invited.data ? greeting(invited.data.first_name, invited.data.email) : text.title;
  return (
    <NarrowPage title={text.title} heading={title} width={440} below={<ToSignIn />}>
      {invalid && <Text role="alert">{text.invalid}</Text>}
      {!invalid && invited.isPending && (
        <Stack gap="md" role="status" aria-label={strings.common.loading}>
          <Skeleton height={60} />
          <Skeleton height={60} />
        </Stack>
      )}
      {!invalid && invited.isError && <QueryProblem error={invited.error} retry={invited.refetch} />}
      {!invalid && invited.data && (
        <InvitationForm
          token={token}
          invited={invited.data}
          onSignedIn={() => void navigate({ to: '/', replace: true })}
        />
      )}
    </NarrowPage>
  );
}

function greeting(firstName: string, email: string | null | undefined): string {
  if (!email) return text.setUpTitle;
  return firstName === '' ? text.title : text.welcome(firstName);
}

import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { verifyEmail } from '../api';
import { meQuery } from '../features/account/queries';
import { ResendForm } from '../features/account/ResendForm';
import { queryClient } from '../queries';
import { mailedToken } from '../server/mailedToken';
import { toProblem } from '../server/problem';
import { strings } from '../strings';
import { FormProblem } from '../ui/FormProblem';
import { NarrowPage } from '../ui/NarrowPage';
import { ToSignIn } from '../ui/ToSignIn';

const text = strings.verify;

/** Where the mailed link leads that confirms an address. A press confirms, so that no scanner of mail does. */
export function VerifyPage() {
  const [token] = useState(() => mailedToken('/auth/verify'));
  const confirm = useMutation({
    mutationFn: async (known: string) => (await verifyEmail({ body: { token: known } })).data,
    onSuccess: () => queryClient.removeQueries({ queryKey: meQuery.queryKey }),
  });
  const invalid = token === null || (confirm.isError && toProblem(confirm.error).code === 'invalid_token');
  return (
    <NarrowPage title={text.title} below={<ToSignIn />}>
      {confirm.isSuccess && <Text role="status">{text.done(confirm.data.email)}</Text>}
      {invalid && <ResendForm />}
      {!confirm.isSuccess && !invalid && (
        <Stack gap="md">
          <Text>{text.why}</Text>
          <FormProblem error={confirm.error} />
          <Button loading={confirm.isPending} fullWidth onClick={() => confirm.mutate(token)}>
            {text.confirm}
          </Button>
        </Stack>
      )}
    </NarrowPage>
  );
}

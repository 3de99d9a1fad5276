import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { acceptInvitation, type LookAtInvitationResponse } from '../../api';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { named } from '../../ui/named';
import { NewPasswordInput } from './NewPasswordInput';
import { passwordProblem } from './password';
import { forgetEverything } from './queries';

const text = strings.invitation;

interface InvitationFormProps {
  token: string;
  invited: LookAtInvitationResponse;
  onSignedIn: () => void;
}

/** Name and password of an invited person; the one who sets the practice up also gives an address. */
export function InvitationForm({ token, invited, onSignedIn }: InvitationFormProps) {
  const asksEmail = !invited.email;
  const form = useForm({
    initialValues: {
      email: '',
      first_name: invited.first_name,
      last_name: invited.last_name,
      password: '',
    },
    validate: {
      email: (value) => (asksEmail && value.trim() === '' ? strings.account.missingEmail : null),
      first_name: (value) => (value.trim() === '' ? strings.account.missingFirstName : null),
      last_name: (value) => (value.trim() === '' ? strings.account.missingLastName : null),
      password: passwordProblem,
    },
  });
  const accept = useMutation({
    mutationFn: ({ email, first_name, last_name, password }: typeof form.values) =>
      acceptInvitation({
        body: {
          token,
          password,
          first_name: first_name.trim(),
          last_name: last_name.trim(),
          ...(asksEmail && { email: email.trim() }),
        },
      }),
    onSuccess: () => {
      forgetEverything();
      onSignedIn();
    },
    onError: (thrown) => {
      const { field, message } = toProblem(thrown);
      if (field !== undefined && field in form.values) form.setFieldError(field, message);
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => accept.mutate(values))}>
      <Stack gap="md">
        <Text>{asksEmail ? text.setUpWhy : text.why(named(text.roles, invited.role))}</Text>
        {asksEmail ? (
          <TextInput
            label={strings.account.email}
            type="email"
            autoComplete="username"
            autoFocus
            {...form.getInputProps('email')}
          />
        ) : (
          <TextInput
            label={strings.account.email}
            value={invited.email ?? ''}
            readOnly
            autoComplete="username"
          />
        )}
        <TextInput
          label={strings.account.firstName}
          autoComplete="given-name"
          {...form.getInputProps('first_name')}
        />
        <TextInput
          label={strings.account.lastName}
          autoComplete="family-name"
          {...form.getInputProps('last_name')}
        />
        <NewPasswordInput label={text.password} {...form.getInputProps('password')} />
        <FormProblem error={accept.error} placed={Object.keys(form.errors).length > 0} />
        <Button type="submit" loading={accept.isPending} fullWidth>
          {text.accept}
        </Button>
      </Stack>
    </form>
  );
}

import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { problemMessage } from '../../server/problem';
import { strings } from '../../strings';
import { signIn } from './queries';

export function SignInForm({ onSignedIn }: { onSignedIn: () => void }) {
  const text = strings.account;
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? text.missingEmail : null),
      password: (value) => (value === '' ? text.missingPassword : null),
    },
  });
  const attempt = useMutation({
    mutationFn: ({ email, password }: typeof form.values) => signIn(email.trim(), password),
    onSuccess: onSignedIn,
    onError: () => form.getInputNode('password')?.focus(),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => attempt.mutate(values))}>
      <Stack gap="md">
        <TextInput
          label={text.email}
          type="email"
          autoComplete="username"
          autoFocus
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={text.password}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': text.showPassword, tabIndex: 0 }}
          {...form.getInputProps('password')}
        />
        {attempt.isError && (
          <Alert color="brick" variant="light" role="alert" p="sm">
            {problemMessage(attempt.error)}
          </Alert>
        )}
        <Button type="submit" loading={attempt.isPending} fullWidth>
          {text.signIn}
        </Button>
      </Stack>
    </form>
  );
}

import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { CodeInput } from './CodeInput';
import { signIn } from './queries';

const text = strings.account;

/** Address and password; then, where the account has one, the second factor. */
export function SignInForm({ onSignedIn }: { onSignedIn: () => void }) {
  const [known, setKnown] = useState<{ email: string; password: string } | null>(null);
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
    onError: (thrown, { email, password }) => {
      if (needsCode(thrown)) setKnown({ email: email.trim(), password });
      else form.getInputNode('password')?.focus();
    },
  });
  if (known !== null) {
    return (
      <CodeStep
        {...known}
        onSignedIn={onSignedIn}
        onBack={() => {
          form.setFieldValue('password', '');
          attempt.reset();
          setKnown(null);
        }}
      />
    );
  }
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
        <FormProblem error={attempt.error} placed={needsCode(attempt.error)} />
        <Button type="submit" loading={attempt.isPending} fullWidth>
          {text.signIn}
        </Button>
      </Stack>
    </form>
  );
}

function needsCode(thrown: unknown): boolean {
  return thrown !== null && toProblem(thrown).code === 'second_factor_required';
}

interface CodeStepProps {
  email: string;
  password: string;
  onSignedIn: () => void;
  onBack: () => void;
}

function CodeStep({ email, password, onSignedIn, onBack }: CodeStepProps) {
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: (value) => (value.trim() === '' ? text.missingCode : null) },
  });
  const attempt = useMutation({
    mutationFn: ({ code }: typeof form.values) => signIn(email, password, code.trim()),
    onSuccess: onSignedIn,
    onError: () => form.getInputNode('code')?.focus(),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => attempt.mutate(values))}>
      <Stack gap="md">
        <Text>{text.codeHint}</Text>
        <CodeInput autoFocus {...form.getInputProps('code')} />
        <FormProblem error={attempt.error} />
        <Button type="submit" loading={attempt.isPending} fullWidth>
          {text.signIn}
        </Button>
        <Button variant="subtle" onClick={onBack}>
          {text.startAgain}
        </Button>
      </Stack>
    </form>
  );
}

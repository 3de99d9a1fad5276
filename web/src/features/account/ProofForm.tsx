import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { CodeInput } from './CodeInput';
import type { Proof } from './queries';

const text = strings.account;

interface ProofFormProps {
  /** Whether a code is asked for, else the password. */
  secondFactor: boolean;
  submit: string;
  prove: (proof: Proof) => Promise<void>;
  onProved: () => void;
}

/** One field by which a person shows that it is still them. */
export function ProofForm({ secondFactor, submit, prove, onProved }: ProofFormProps) {
  const form = useForm({
    initialValues: { proof: '' },
    validate: {
      proof: (value) =>
        value.trim() === '' ? (secondFactor ? text.missingCode : text.missingPassword) : null,
    },
  });
  const attempt = useMutation({
    mutationFn: ({ proof }: typeof form.values) =>
      prove(secondFactor ? { code: proof } : { password: proof }),
    onSuccess: onProved,
    onError: () => form.getInputNode('proof')?.focus(),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => attempt.mutate(values))}>
      <Stack gap="md">
        {secondFactor ? (
          <>
            <Text>{text.codeHint}</Text>
            <CodeInput autoFocus data-autofocus {...form.getInputProps('proof')} />
          </>
        ) : (
          <PasswordInput
            label={text.password}
            autoComplete="current-password"
            autoFocus
            data-autofocus
            visibilityToggleButtonProps={{ 'aria-label': text.showPassword, tabIndex: 0 }}
            {...form.getInputProps('proof')}
          />
        )}
        <FormProblem error={attempt.error} />
        <Button type="submit" loading={attempt.isPending} fullWidth>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}

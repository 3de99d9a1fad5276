import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { resendVerification } from '../../api';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';

const text = strings.verify;

/** Asks for a new confirmation mail. The answer is the same for every address. */
export function ResendForm() {
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (value.trim() === '' ? strings.account.missingEmail : null) },
  });
  const ask = useMutation({
    mutationFn: ({ email }: typeof form.values) => resendVerification({ body: { email: email.trim() } }),
  });
  if (ask.isSuccess) return <Text role="status">{text.asked}</Text>;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => ask.mutate(values))}>
      <Stack gap="md">
        <Text role="alert">{text.invalid}</Text>
        <TextInput
          label={strings.account.email}
          type="email"
          autoComplete="username"
          {...form.getInputProps('email')}
        />
        <FormProblem error={ask.error} />
        <Button type="submit" loading={ask.isPending} fullWidth>
          {text.sendAgain}
        </Button>
      </Stack>
    </form>
  );
}

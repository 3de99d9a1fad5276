import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { requestPasswordReset } from '../../api';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';

const text = strings.reset;

/** Asks for a link. The answer is the same whether or not the address has an account. */
export function ForgottenForm() {
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (value.trim() === '' ? strings.account.missingEmail : null) },
  });
  const ask = useMutation({
    mutationFn: ({ email }: typeof form.values) => requestPasswordReset({ body: { email: email.trim() } }),
  });
  if (ask.isSuccess) return <Text role="status">{text.asked(form.values.email.trim())}</Text>;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => ask.mutate(values))}>
      <Stack gap="md">
        <Text>{text.why}</Text>
        <TextInput
          label={strings.account.email}
          type="email"
          autoComplete="username"
          autoFocus
          {...form.getInputProps('email')}
        />
        <FormProblem error={ask.error} />
        <Button type="submit" loading={ask.isPending} fullWidth>
          {text.ask}
        </Button>
      </Stack>
    </form>
  );
}

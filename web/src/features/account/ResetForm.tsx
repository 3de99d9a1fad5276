import { Button, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { confirmPasswordReset } from '../../api';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { NewPasswordInput } from './NewPasswordInput';
import { passwordProblem } from './password';

const text = strings.reset;

interface ResetFormProps {
  token: string;
  onDone: () => void;
  onInvalid: () => void;
}

/** The new password for the holder of a mailed link. */
export function ResetForm({ token, onDone, onInvalid }: ResetFormProps) {
  const form = useForm({ initialValues: { password: '' }, validate: { password: passwordProblem } });
  const save = useMutation({
    mutationFn: ({ password }: typeof form.values) => confirmPasswordReset({ body: { token, password } }),
    onSuccess: onDone,
    onError: (thrown) => {
      const { code, field, message } = toProblem(thrown);
      if (code === 'invalid_token') onInvalid();
      else if (field === 'password') form.setFieldError('password', message);
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack gap="md">
        <NewPasswordInput autoFocus {...form.getInputProps('password')} />
        <FormProblem error={save.error} placed={Object.keys(form.errors).length > 0} />
        <Button type="submit" loading={save.isPending} fullWidth>
          {text.save}
        </Button>
      </Stack>
    </form>
  );
}

import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { signUp } from '../../api';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { named } from '../../ui/named';
import { NewPasswordInput } from './NewPasswordInput';
import { passwordProblem } from './password';
import { forgetEverything } from './queries';

const text = strings.signUp;

interface SignUpFormProps {
  /** The roles that the practice takes sign-ups for, at least one. */
  roles: string[];
  onSignedIn: () => void;
}

export function SignUpForm({ roles, onSignedIn }: SignUpFormProps) {
  const form = useForm({
    initialValues: { first_name: '', last_name: '', email: '', password: '', role: roles[0] ?? '' },
    validate: {
      first_name: (value) => (value.trim() === '' ? strings.account.missingFirstName : null),
      last_name: (value) => (value.trim() === '' ? strings.account.missingLastName : null),
      email: (value) => (value.trim() === '' ? strings.account.missingEmail : null),
      password: passwordProblem,
    },
  });
  const save = useMutation({
    mutationFn: ({ first_name, last_name, email, ...rest }: typeof form.values) =>
      signUp({
        body: {
          first_name: first_name.trim(),
          last_name: last_name.trim(),
          email: email.trim(),
          ...rest,
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
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack gap="md">
        {roles.length > 1 && (
          <NativeSelect
            label={text.role}
            data={roles.map((role) => ({ value: role, label: named(text.roles, role) }))}
            {...form.getInputProps('role')}
          />
        )}
        <TextInput
          label={strings.account.firstName}
          autoComplete="given-name"
          autoFocus
          {...form.getInputProps('first_name')}
        />
        <TextInput
          label={strings.account.lastName}
          autoComplete="family-name"
          {...form.getInputProps('last_name')}
        />
        <TextInput
          label={strings.account.email}
          type="email"
          autoComplete="username"
          {...form.getInputProps('email')}
        />
        <NewPasswordInput label={strings.account.password} {...form.getInputProps('password')} />
        <FormProblem error={save.error} placed={Object.keys(form.errors).length > 0} />
        <Button type="submit" loading={save.isPending} fullWidth>
          {text.create}
        </Button>
      </Stack>
    </form>
  );
}

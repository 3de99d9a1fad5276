import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { changePassword } from '../../api';
import { queryClient } from '../../queries';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { NewPasswordInput } from './NewPasswordInput';
import { passwordProblem } from './password';
import { devicesQuery } from './queries';

const text = strings.password;

export function ChangePassword({ email }: { email: string }) {
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <Group>
        <Button variant="default" onClick={() => setOpen(true)}>
          {text.change}
        </Button>
      </Group>
    );
  }
  return <ChangeForm email={email} onClose={() => setOpen(false)} />;
}

function ChangeForm({ email, onClose }: { email: string; onClose: () => void }) {
  const form = useForm({
    initialValues: { current_password: '', new_password: '' },
    validate: {
      current_password: (value) => (value === '' ? text.missingCurrent : null),
      new_password: passwordProblem,
    },
  });
  const save = useMutation({
    mutationFn: (body: typeof form.values) => changePassword({ body }),
    onSuccess: () => {
      notifications.show({ message: text.changed });
      void queryClient.invalidateQueries({ queryKey: devicesQuery.queryKey });
      onClose();
    },
    onError: (thrown) => {
      const { field = '', message } = toProblem(thrown);
      const name = field === 'password' ? 'new_password' : field;
      if (name in form.values) form.setFieldError(name, message);
    },
  });
  return (
    <form noValidate aria-label={text.change} onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack gap="md" maw={460}>
        {/* For the browser's own store of passwords. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput
          label={text.current}
          autoComplete="current-password"
          autoFocus
          visibilityToggleButtonProps={{ 'aria-label': strings.account.showPassword, tabIndex: 0 }}
          {...form.getInputProps('current_password')}
        />
        <NewPasswordInput {...form.getInputProps('new_password')} />
        <Text size="sm" c="dimmed">
          {text.endsOthers}
        </Text>
        <FormProblem error={save.error} placed={Object.keys(form.errors).length > 0} />
        <Group gap="sm">
          <Button type="submit" loading={save.isPending}>
            {text.change}
          </Button>
          <Button variant="default" onClick={onClose}>
            {strings.common.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

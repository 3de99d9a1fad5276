import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { createInvitation } from '../../api';
import { queryClient } from '../../queries';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { emailProblem } from '../patients/validate';
import { invitationsQuery, ROLES } from './queries';

const text = strings.invitations;

/** Who is to get an account, and as what. The invited person chooses the password. */
export function InviteWindow({ onClose }: { onClose: () => void }) {
  const form = useForm({
    initialValues: { first_name: '', last_name: '', email: '', role: 'therapist' },
    validate: {
      first_name: (value) => (value.trim() === '' ? strings.account.missingFirstName : null),
      last_name: (value) => (value.trim() === '' ? strings.account.missingLastName : null),
      email: (value) => (value.trim() === '' ? strings.invitations.missingEmail : emailProblem(value)),
    },
  });
  const invite = useMutation({
    mutationFn: ({ first_name, last_name, email, role }: typeof form.values) =>
      createInvitation({
        body: {
          first_name: first_name.trim(),
          last_name: last_name.trim(),
          email: email.trim(),
          role,
        },
      }),
    onSuccess: (_, { email }) => {
      notifications.show({ message: text.sent(email.trim()) });
      void queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey });
      onClose();
    },
    onError: (thrown) => {
      const { field, message } = toProblem(thrown);
      if (field !== undefined && field in form.values) form.setFieldError(field, message);
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.invite}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form noValidate onSubmit={form.onSubmit((values) => invite.mutate(values))}>
        <Stack gap="sm">
          <TextInput
            label={strings.account.firstName}
            autoComplete="off"
            data-autofocus
            {...form.getInputProps('first_name')}
          />
          <TextInput
            label={strings.account.lastName}
            autoComplete="off"
            {...form.getInputProps('last_name')}
          />
          <TextInput
            label={strings.account.email}
            type="email"
            autoComplete="off"
            {...form.getInputProps('email')}
          />
          <NativeSelect
            label={text.role}
            data={ROLES.map((role) => ({ value: role, label: strings.account.roles[role] }))}
            {...form.getInputProps('role')}
          />
          <Text size="sm" c="dimmed">
            {text.hint}
          </Text>
          <FormProblem error={invite.error} placed={Object.keys(form.errors).length > 0} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={invite.isPending}>
              {text.send}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

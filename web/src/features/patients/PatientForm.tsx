import { Alert, Button, Group, Paper, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { Patient } from '../../api';
import { problemMessage, toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { addPatient } from './queries';
import { emailProblem, phoneProblem } from './validate';

const text = strings.patients;

interface PatientFormProps {
  onAdded: (patient: Patient) => void;
  onCancel: () => void;
}

/** Name and, if wished, how to reach the person. */
export function PatientForm({ onAdded, onCancel }: PatientFormProps) {
  const form = useForm({
    initialValues: { name: '', email: '', phone: '' },
    validate: {
      name: (value) => (value.trim() === '' ? text.missingName : null),
      email: emailProblem,
      phone: phoneProblem,
    },
  });
  const save = useMutation({
    mutationFn: ({ name, email, phone }: typeof form.values) =>
      addPatient({ name: name.trim(), email: email.trim() || null, phone: phone.trim() || null }),
    onSuccess: onAdded,
    onError: (thrown) => {
      const { field, message } = toProblem(thrown);
      if (field !== undefined && field in form.values) form.setFieldError(field, message);
    },
  });
  const unplaced = save.isError && Object.keys(form.errors).length === 0;
  return (
    <Paper withBorder p="md" bg="var(--tb-surface)">
      <form noValidate aria-label={text.add} onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Stack gap="sm">
          <TextInput
            label={text.name}
            withAsterisk
            autoFocus
            autoComplete="off"
            {...form.getInputProps('name')}
          />
          <TextInput
            label={`${text.email} (${text.optional})`}
            type="email"
            autoComplete="off"
            {...form.getInputProps('email')}
          />
          <TextInput
            label={`${text.phone} (${text.optional})`}
            type="tel"
            autoComplete="off"
            {...form.getInputProps('phone')}
          />
          {unplaced && (
            <Alert color="brick" variant="light" p="sm" role="alert">
              {problemMessage(save.error)}
            </Alert>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onCancel}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {text.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

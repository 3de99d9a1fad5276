import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { useDeed } from '../../ui/useDeed';
import { addGoal, changeGoal, type Goal, type GoalFields } from './api';

const text = strings.goals;

interface GoalWindowProps {
  patientId: string;
  /** Null for a new one. */
  goal: Goal | null;
  onClose: () => void;
}

export function GoalWindow({ patientId, goal, onClose }: GoalWindowProps) {
  const form = useForm({
    initialValues: {
      text: goal?.text ?? '',
      measure: goal?.measure ?? '',
      target_on: goal?.target_on ?? '',
    },
    validate: { text: (value) => (value.trim() === '' ? text.missingText : null) },
  });
  const save = useDeed<GoalFields>({
    run: (fields) => (goal === null ? addGoal(patientId, fields) : changeGoal(patientId, goal.id, fields)),
    renews: [['patient', patientId]],
  });
  const submit = (values: typeof form.values): void =>
    save.mutate(
      {
        text: values.text.trim(),
        measure: values.measure.trim() || null,
        target_on: values.target_on || null,
      },
      { onSuccess: onClose },
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title={goal === null ? text.addTitle : text.editTitle}
      closeOnClickOutside={!form.isDirty()}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form noValidate onSubmit={form.onSubmit(submit)}>
        <Stack gap="sm">
          <Textarea
            label={text.text}
            description={text.textHint}
            autosize
            minRows={2}
            maxLength={500}
            data-autofocus
            {...form.getInputProps('text')}
          />
          <TextInput
            label={`${text.measure} (${strings.patients.optional})`}
            autoComplete="off"
            maxLength={500}
            {...form.getInputProps('measure')}
          />
          <TextInput
            type="date"
            label={`${text.target} (${strings.patients.optional})`}
            maw={220}
            {...form.getInputProps('target_on')}
          />
          <FormProblem error={save.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {text.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

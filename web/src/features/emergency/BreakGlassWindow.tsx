import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { breakGlass } from '../../api';
import { queryClient } from '../../queries';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { type Grant, grantsQuery, REASONS } from './queries';

const text = strings.emergency;

interface BreakGlassWindowProps {
  onOpened: (grant: Grant) => void;
  onClose: () => void;
}

/** Whose record, and why. Says before it is done who will know of it. */
export function BreakGlassWindow({ onOpened, onClose }: BreakGlassWindowProps) {
  const form = useForm({
    initialValues: { patient: '', reason: '', comment: '' },
    validate: {
      patient: (value) => (value.trim() === '' ? text.missingPatient : null),
      reason: (value) => (value === '' ? text.missingReason : null),
    },
  });
  const open = useMutation({
    mutationFn: async ({ patient, reason, comment }: typeof form.values): Promise<Grant> =>
      (await breakGlass({ body: { patient: patient.trim(), reason, comment: comment.trim() || null } })).data,
    onSuccess: (grant) => {
      void queryClient.invalidateQueries({ queryKey: grantsQuery.queryKey });
      onOpened(grant);
    },
    onError: (thrown) => {
      const { field, message, status } = toProblem(thrown);
      if (status === 404) form.setFieldError('patient', text.unknownPatient);
      else if (field !== undefined && field in form.values) form.setFieldError(field, message);
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.open}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form noValidate onSubmit={form.onSubmit((values) => open.mutate(values))}>
        <Stack gap="sm">
          <Text>{text.consequence}</Text>
          <TextInput
            label={text.patient}
            description={text.patientHint}
            autoComplete="off"
            data-autofocus
            {...form.getInputProps('patient')}
          />
          <NativeSelect
            label={text.reason}
            data={[
              { value: '', label: text.chooseReason },
              ...REASONS.map((value) => ({ value, label: text.reasons[value] })),
            ]}
            {...form.getInputProps('reason')}
          />
          <Textarea
            label={text.comment}
            description={text.commentHint}
            autosize
            minRows={2}
            maxLength={500}
            {...form.getInputProps('comment')}
          />
          <FormProblem error={open.error} placed={Object.keys(form.errors).length > 0} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" color="brick" loading={open.isPending}>
              {text.confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { Button, Checkbox, Group, Modal, NativeSelect, Skeleton, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { QueryProblem } from '../../ui/QueryProblem';
import { useDeed } from '../../ui/useDeed';
import { handOver, type Patient } from './api';
import { patientsQuery, therapistsQuery } from './queries';

const text = strings.patients;

interface HandOverProps {
  patient: Patient;
  onClose: () => void;
  /** Whether the one who handed over may still read the record. */
  onDone: (keepsAccess: boolean) => void;
}

interface Choice {
  therapist: string;
  keep: boolean;
}

/** Makes another therapist responsible for a client. */
export function HandOver({ patient, onClose, onDone }: HandOverProps) {
  const therapists = useQuery(therapistsQuery);
  const others = (therapists.data ?? []).filter(({ id }) => id !== patient.therapist_id);
  const form = useForm<Choice>({
    initialValues: { therapist: '', keep: false },
    validate: { therapist: (value) => (value === '' ? text.missingTherapist : null) },
  });
  const save = useDeed<Choice>({
    run: ({ therapist, keep }) => handOver(patient.id, therapist, keep),
    renews: [patientsQuery.queryKey],
    done: ({ therapist }) => text.handedOver(others.find(({ id }) => id === therapist)?.full_name ?? ''),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.handOverTitle}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form
        noValidate
        onSubmit={form.onSubmit((choice) => save.mutate(choice, { onSuccess: () => onDone(choice.keep) }))}
      >
        <Stack gap="md">
          {therapists.isPending && <Skeleton height={60} />}
          {therapists.isError && <QueryProblem error={therapists.error} retry={therapists.refetch} />}
          {therapists.data && others.length === 0 && <Text>{text.noTherapist}</Text>}
          {others.length > 0 && (
            <>
              <Text>{text.handOverText}</Text>
              <NativeSelect
                label={text.therapist}
                data-autofocus
                data={[
                  { value: '', label: text.chooseTherapist },
                  ...others.map(({ id, full_name }) => ({ value: id, label: full_name })),
                ]}
                {...form.getInputProps('therapist')}
              />
              <Checkbox label={text.keepAccess} {...form.getInputProps('keep', { type: 'checkbox' })} />
            </>
          )}
          <FormProblem error={save.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            {others.length > 0 && (
              <Button type="submit" loading={save.isPending}>
                {text.handOver}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { Alert, Button, Group, NativeSelect, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { patientsQuery } from '../patients/queries';
import {
  type Appointment,
  changeAppointment,
  KINDS,
  type Kind,
  MODALITIES,
  type Modality,
  planAppointment,
} from './api';
import { takeAppointment } from './queries';
import { minutesBetween, momentAt, shiftTime } from './week';

const text = strings.appointment;

export interface FormValues {
  patient: string;
  date: string;
  from: string;
  to: string;
  kind: Kind;
  modality: Modality;
  place: string;
}

interface AppointmentFormProps {
  /** The appointment to change; null plans a new one. */
  appointment: Appointment | null;
  initial: FormValues;
  onCancel: () => void;
  onSaved: (saved: Appointment) => void;
}

/** Who, when and where. An overlap is said first and allowed on a second press. */
export function AppointmentForm({ appointment, initial, onCancel, onSaved }: AppointmentFormProps) {
  const patients = useQuery({ ...patientsQuery, enabled: appointment === null });
  const form = useForm<FormValues>({
    initialValues: initial,
    validate: {
      patient: (value) => (value === '' ? text.missingClient : null),
      date: (value) => (momentAt(value, '12:00') === null ? text.missingDate : null),
      from: (value) => (value === '' ? text.missingTime : null),
      to: (value, { from }) => {
        if (value === '') return text.missingTime;
        return minutesBetween(from, value) <= 0 ? text.endsFirst : null;
      },
    },
  });
  const save = useMutation({
    mutationFn: ({ values, anyway }: { values: FormValues; anyway: boolean }): Promise<Appointment> => {
      const { kind, modality } = values;
      const plan = {
        starts_at: momentAt(values.date, values.from)?.toISOString() ?? '',
        ends_at: momentAt(values.date, values.to)?.toISOString() ?? '',
        kind,
        modality,
        place: values.place.trim() || null,
      };
      if (appointment !== null) return changeAppointment(appointment.id, plan, anyway);
      return planAppointment({ patient_id: values.patient, ...plan }, anyway);
    },
    onSuccess: (saved) => {
      takeAppointment(saved);
      onSaved(saved);
    },
  });
  const overlaps = save.isError && toProblem(save.error).code === 'conflict' && !save.variables?.anyway;
  const moveFrom = (from: string): void => {
    const { from: before, to } = form.values;
    form.setFieldValue('from', from);
    if (before !== '' && from !== '' && to !== '') {
      form.setFieldValue('to', shiftTime(from, Math.max(1, minutesBetween(before, to))));
    }
  };
  // What was refused was another time.
  const changed = (): void => {
    if (save.isError) save.reset();
  };
  return (
    <form
      noValidate
      onChange={changed}
      onSubmit={form.onSubmit((values) => save.mutate({ values, anyway: false }))}
    >
      <Stack gap="sm">
        {appointment === null && (
          <Select
            label={text.client}
            placeholder={text.chooseClient}
            nothingFoundMessage={text.noClient}
            searchable
            withAsterisk
            data-autofocus={initial.patient === '' || undefined}
            data={(patients.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={form.values.patient || null}
            error={form.errors.patient}
            onChange={(patient) => form.setFieldValue('patient', patient ?? '')}
          />
        )}
        <Group gap="sm" grow align="flex-start" preventGrowOverflow={false}>
          <TextInput type="date" label={text.date} withAsterisk {...form.getInputProps('date')} />
          <TextInput
            type="time"
            label={text.from}
            withAsterisk
            {...form.getInputProps('from')}
            onChange={(event) => moveFrom(event.currentTarget.value)}
          />
          <TextInput type="time" label={text.to} withAsterisk {...form.getInputProps('to')} />
        </Group>
        <Group gap="sm" grow>
          <NativeSelect
            label={text.kind}
            data={KINDS.map((kind) => ({ value: kind, label: text.kinds[kind] }))}
            {...form.getInputProps('kind')}
          />
          <NativeSelect
            label={text.modality}
            data={MODALITIES.map((modality) => ({ value: modality, label: text.modalities[modality] }))}
            {...form.getInputProps('modality')}
          />
        </Group>
        <TextInput label={text.place} autoComplete="off" maxLength={200} {...form.getInputProps('place')} />
        <FormProblem error={save.error} placed={overlaps} />
        {overlaps && (
          <Alert color="amber" variant="outline" p="sm" role="alert" title={text.overlapTitle}>
            {text.overlap}
          </Alert>
        )}
        <Group justify="flex-end" gap="sm" mt="xs">
          <Button variant="default" onClick={onCancel}>
            {strings.common.cancel}
          </Button>
          {overlaps ? (
            <Button
              key="anyway"
              loading={save.isPending}
              onClick={() => save.mutate({ values: form.values, anyway: true })}
            >
              {text.anyway}
            </Button>
          ) : (
            <Button key="save" type="submit" loading={save.isPending}>
              {appointment === null ? text.save : text.saveChange}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

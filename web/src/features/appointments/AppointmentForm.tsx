import { Alert, Button, Group, NativeSelect, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { useMe } from '../account/useMe';
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
import { appointmentsQuery, renewAppointments, takeAppointment } from './queries';
import { addDays, minutesBetween, momentAt, overlap, parseDay, shiftTime } from './week';
import { spanOf } from './words';

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

function timesOf({ date, from, to }: FormValues): { starts_at: string; ends_at: string } {
  const at = (time: string): string => momentAt(date, time)?.toISOString() ?? '';
  return { starts_at: at(from), ends_at: at(to) };
}

/** The person's other appointments at a time that was refused. */
function useOthers(values: FormValues | null, appointment: Appointment | null): Appointment[] {
  const me = useMe();
  const day = parseDay(values?.date) ?? new Date(0);
  const around = useQuery({
    ...appointmentsQuery(addDays(day, -1), addDays(day, 1)),
    enabled: values !== null,
  });
  if (values === null) return [];
  const times = timesOf(values);
  const therapist = appointment?.therapist_id ?? me.id;
  return (around.data ?? []).filter(
    (other) =>
      other.id !== appointment?.id &&
      other.therapist_id === therapist &&
      other.state === 'scheduled' &&
      overlap(other, times),
  );
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
      const plan = { ...timesOf(values), kind, modality, place: values.place.trim() || null };
      if (appointment === null) return planAppointment({ patient_id: values.patient, ...plan }, anyway);
      return changeAppointment(appointment.id, { ...plan, updated_at: appointment.updated_at }, anyway);
    },
    onSuccess: (saved) => {
      takeAppointment(saved);
      onSaved(saved);
    },
    // A refusal may also mean that what is shown is behind.
    onError: renewAppointments,
  });
  const refused = save.isError && toProblem(save.error).code === 'conflict' && !save.variables.anyway;
  const others = useOthers(refused ? form.values : null, appointment);
  const overlaps = others.length > 0;
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
            {text.overlap(
              others.map((other) => text.overlapping(other.patient_name, spanOf(other))).join('; '),
            )}
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

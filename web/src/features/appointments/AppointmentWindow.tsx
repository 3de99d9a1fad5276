import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { strings } from '../../strings';
import { useMayProcess } from '../account/useMe';
import { AppointmentForm, type FormValues } from './AppointmentForm';
import type { Appointment } from './api';
import { nextStates } from './state';
import { useSetState } from './useSetState';
import { isoDay, isoTime, shiftTime } from './week';
import { longDay, spanOf, stateOf, whatOf } from './words';

const text = strings.appointment;

/** The usual length of a session. */
const USUAL_MINUTES = 50;

/** A form for a new appointment at a time. */
export function planAt(start: Date, patient = ''): FormValues {
  const from = isoTime(start);
  return {
    patient,
    date: isoDay(start),
    from,
    to: shiftTime(from, USUAL_MINUTES),
    kind: 'individual',
    modality: 'in_person',
    place: '',
  };
}

interface PlanWindowProps {
  initial: FormValues;
  onClose: () => void;
}

export function PlanWindow({ initial, onClose }: PlanWindowProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.planTitle}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <AppointmentForm
        appointment={null}
        initial={initial}
        onCancel={onClose}
        onSaved={() => {
          notifications.show({ message: text.planned });
          onClose();
        }}
      />
    </Modal>
  );
}

interface AppointmentWindowProps {
  appointment: Appointment;
  onClose: () => void;
}

/** One appointment: what it is, how it went, and moving it. */
export function AppointmentWindow({ appointment, onClose }: AppointmentWindowProps) {
  const [changing, setChanging] = useState(false);
  const mayChange = useMayProcess();
  const start = new Date(appointment.starts_at);
  return (
    <Modal
      opened
      onClose={onClose}
      title={changing ? text.changeTitle : appointment.patient_name}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      {changing ? (
        <AppointmentForm
          appointment={appointment}
          initial={{
            patient: appointment.patient_id,
            date: isoDay(start),
            from: isoTime(start),
            to: isoTime(new Date(appointment.ends_at)),
            kind: appointment.kind,
            modality: appointment.modality,
            place: appointment.place ?? '',
          }}
          onCancel={() => setChanging(false)}
          onSaved={() => {
            notifications.show({ message: text.moved });
            onClose();
          }}
        />
      ) : (
        <Stack gap="md">
          <div>
            <Text fw={600}>
              {longDay(start)}, {spanOf(appointment)}
            </Text>
            <Text>{whatOf(appointment)}</Text>
            <Text c="dimmed">{stateOf(appointment, Date.now())}</Text>
          </div>
          <Group gap="md">
            <Anchor
              renderRoot={(props) => (
                <Link {...props} to="/patients/$patientId" params={{ patientId: appointment.patient_id }} />
              )}
            >
              {text.toClient}
            </Anchor>
            {appointment.session_ids.map((sessionId, index) => (
              <Anchor
                key={sessionId}
                renderRoot={(props) => <Link {...props} to="/sessions/$sessionId" params={{ sessionId }} />}
              >
                {appointment.session_ids.length === 1 ? text.session(1) : text.openSession(index + 1)}
              </Anchor>
            ))}
          </Group>
          {mayChange && (
            <Deeds appointment={appointment} onChange={() => setChanging(true)} onDone={onClose} />
          )}
        </Stack>
      )}
    </Modal>
  );
}

interface DeedsProps {
  appointment: Appointment;
  onChange: () => void;
  onDone: () => void;
}

function Deeds({ appointment, onChange, onDone }: DeedsProps) {
  const set = useSetState();
  return (
    <Group gap="xs">
      {nextStates(appointment, new Date()).map((state, index) => (
        <Button
          key={state}
          size="sm"
          variant={index === 0 ? 'filled' : 'default'}
          data-autofocus={index === 0 || undefined}
          loading={set.isPending && set.variables.state === state}
          disabled={set.isPending}
          onClick={() => set.mutate({ appointment, state }, { onSuccess: onDone })}
        >
          {text.set[state]}
        </Button>
      ))}
      {appointment.state === 'scheduled' && (
        <Button size="sm" variant="default" onClick={onChange}>
          {text.change}
        </Button>
      )}
    </Group>
  );
}

import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { isCancelled, problemMessage } from '../../server/problem';
import { strings } from '../../strings';
import { type Appointment, changeAppointment, type State } from './api';
import { takeAppointment } from './queries';

const text = strings.appointment;

/** Long enough to notice a slip of the hand. */
const UNDO_MS = 12_000;

interface SetState {
  appointment: Appointment;
  state: State;
}

async function put({ appointment, state }: SetState): Promise<Appointment> {
  // What was planned before may be planned again, whatever else is at that time.
  const changed = await changeAppointment(appointment.id, { state }, true);
  takeAppointment(changed);
  return changed;
}

function complain(thrown: unknown): void {
  if (!isCancelled(thrown)) notifications.show({ color: 'brick', message: problemMessage(thrown) });
}

/** Notes how an appointment went, and offers to take it back. */
export function useSetState() {
  return useMutation<Appointment, Error, SetState>({
    mutationFn: put,
    onSuccess: (_, { appointment, state }) => {
      const undo = (): void => {
        notifications.hide(id);
        put({ appointment, state: appointment.state }).catch(complain);
      };
      const id = notifications.show({
        autoClose: UNDO_MS,
        message: (
          <Group justify="space-between" gap="sm" wrap="nowrap">
            <span>{text.done[state]}</span>
            <Button size="compact-sm" variant="default" onClick={undo}>
              {text.undo}
            </Button>
          </Group>
        ),
      });
    },
    onError: complain,
  });
}

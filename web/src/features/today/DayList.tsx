import { Anchor, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { strings } from '../../strings';
import type { Appointment } from '../appointments/api';
import { isUndecided, spanOf, stateOf, whatOf } from '../appointments/words';
import { missingConsents } from './needs';
import { consentsOfQuery } from './queries';
import classes from './today.module.css';

const text = strings.today;

interface DayListProps {
  appointments: Appointment[];
  now: number;
  onOpen: (appointment: Appointment) => void;
  onUpload: (patient: string) => void;
}

/** Today's appointments: when, who, whether consent is there, and the recording. */
export function DayList({ appointments, now, onOpen, onUpload }: DayListProps) {
  return (
    <ul className={classes.day} aria-label={text.appointments}>
      {appointments.map((appointment) => (
        <DayRow
          key={appointment.id}
          appointment={appointment}
          now={now}
          onOpen={() => onOpen(appointment)}
          onUpload={() => onUpload(appointment.patient_id)}
        />
      ))}
    </ul>
  );
}

interface DayRowProps {
  appointment: Appointment;
  now: number;
  onOpen: () => void;
  onUpload: () => void;
}

function DayRow({ appointment, now, onOpen, onUpload }: DayRowProps) {
  const { patient_id, patient_name, state, session_ids } = appointment;
  const off = state === 'cancelled' || state === 'no_show';
  const [session] = session_ids;
  return (
    <li className={classes.row} data-off={off || undefined}>
      <span className={classes.time}>{spanOf(appointment)}</span>
      <div>
        <Link to="/patients/$patientId" params={{ patientId: patient_id }} className={classes.client}>
          {patient_name}
        </Link>
        <Text size="sm" c="dimmed">
          {whatOf(appointment)}
        </Text>
      </div>
      <div>
        <Anchor
          component="button"
          type="button"
          onClick={onOpen}
          fw={isUndecided(appointment, now) ? 600 : 400}
        >
          {stateOf(appointment, now)}
        </Anchor>
        {!off && <ConsentLine patient={patient_id} />}
      </div>
      <div className={classes.deed}>
        {session !== undefined && (
          <Anchor
            renderRoot={(props) => (
              <Link {...props} to="/sessions/$sessionId" params={{ sessionId: session }} />
            )}
          >
            {strings.appointment.session(session_ids.length)}
          </Anchor>
        )}
        {session === undefined && !off && (
          <Button size="xs" variant="default" aria-label={text.uploadOf(patient_name)} onClick={onUpload}>
            {text.upload}
          </Button>
        )}
      </div>
    </li>
  );
}

/** Whether the client, and who else takes part, agreed to what a session needs. */
function ConsentLine({ patient }: { patient: string }) {
  const consents = useQuery(consentsOfQuery(patient));
  if (consents.data === undefined) return null;
  const missing = missingConsents(consents.data.current);
  return (
    <div className={classes.consent} data-missing={missing > 0 || undefined}>
      <span className={classes.mark} aria-hidden />
      {missing === 0 ? text.consent.whole : text.consent.missing(missing)}
    </div>
  );
}

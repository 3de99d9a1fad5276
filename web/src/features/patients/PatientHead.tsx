import { Text } from '@mantine/core';
import { strings } from '../../strings';
import { day, dayOf } from '../../ui/format';
import type { PatientDetails } from './api';
import classes from './patients.module.css';

const text = strings.patients;

/** Under the name: how to reach the client, and what holds for the whole record. */
export function PatientHead({ patient }: { patient: PatientDetails }) {
  const { archived_at, date_of_birth, emergency_contact } = patient;
  const facts = [patient.email, patient.phone, patient.address?.replaceAll(/\s*\n\s*/g, ', ')];
  if (date_of_birth != null) facts.push(text.born(day(date_of_birth)));
  const shown = facts.filter(Boolean);
  return (
    <div className={classes.head}>
      {archived_at != null && (
        <Text>
          <strong>{text.archivedSince(dayOf(archived_at))}.</strong> {text.archivedHint}
        </Text>
      )}
      <Text c="dimmed">{shown.length === 0 ? text.noContact : shown.join(' · ')}</Text>
      {emergency_contact != null && (
        <Text c="dimmed">
          {text.emergencyContact}:{' '}
          {text.emergencyContactOf(
            emergency_contact.name,
            emergency_contact.relation,
            emergency_contact.phone,
          )}
        </Text>
      )}
      {patient.redisclosure_notice && <Text>{text.redisclosureOn}</Text>}
    </div>
  );
}

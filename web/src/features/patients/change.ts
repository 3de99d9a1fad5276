import type { PatientChange, PatientDetails } from './api';

/** The fields of the form, as they are typed. */
export interface DetailFields {
  name: string;
  email: string;
  phone: string;
  date_of_birth: string;
  address: string;
  contact_name: string;
  contact_relation: string;
  contact_phone: string;
  redisclosure_notice: boolean;
}

/** What the form begins with. */
export function fieldsOf(patient: PatientDetails): DetailFields {
  const contact = patient.emergency_contact;
  return {
    name: patient.name,
    email: patient.email ?? '',
    phone: patient.phone ?? '',
    date_of_birth: patient.date_of_birth ?? '',
    address: patient.address ?? '',
    contact_name: contact?.name ?? '',
    contact_relation: contact?.relation ?? '',
    contact_phone: contact?.phone ?? '',
    redisclosure_notice: patient.redisclosure_notice,
  };
}

const orNull = (typed: string): string | null => typed.trim() || null;

function asSent(fields: DetailFields): Required<PatientChange> {
  const name = orNull(fields.contact_name);
  return {
    name: fields.name.trim(),
    email: orNull(fields.email),
    phone: orNull(fields.phone),
    date_of_birth: orNull(fields.date_of_birth),
    address: orNull(fields.address),
    emergency_contact:
      name === null
        ? null
        : {
            name,
            relation: orNull(fields.contact_relation),
            phone: orNull(fields.contact_phone),
          },
    redisclosure_notice: fields.redisclosure_notice,
  };
}

/** Only what is different, so that an edit made elsewhere meanwhile is kept; null clears. */
export function changeOf(patient: PatientDetails, fields: DetailFields): PatientChange {
  const before = asSent(fieldsOf(patient));
  const after = Object.entries(asSent(fields)) as [keyof PatientChange, unknown][];
  const changed = after.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]));
  return Object.fromEntries(changed);
}

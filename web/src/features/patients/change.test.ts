import { expect, test } from 'vitest';
import type { PatientDetails } from './api';
import { changeOf, fieldsOf } from './change';

const PATIENT: PatientDetails = {
  id: '1',
  name: 'Maya Okafor',
  email: 'maya@example.org',
  phone: null,
  therapist_id: '2',
  created_at: '2026-01-05T09:00:00Z',
  updated_at: '2026-01-05T09:00:00Z',
  archived_at: null,
  redisclosure_notice: false,
  date_of_birth: '1990-02-03',
  address: null,
  emergency_contact: { name: 'Ada Okafor', relation: 'sister', phone: null },
};

test('an untouched form changes nothing', () => {
  expect(changeOf(PATIENT, fieldsOf(PATIENT))).toEqual({});
});

test('only what was typed is sent, without spaces around it', () => {
  const fields = { ...fieldsOf(PATIENT), phone: ' 020 7946 0018 ' };
  expect(changeOf(PATIENT, fields)).toEqual({ phone: '020 7946 0018' });
});

test('an emptied field is cleared', () => {
  const fields = { ...fieldsOf(PATIENT), email: '', date_of_birth: '', contact_name: ' ' };
  expect(changeOf(PATIENT, fields)).toEqual({ email: null, date_of_birth: null, emergency_contact: null });
});

test('the emergency contact is sent whole', () => {
  const fields = { ...fieldsOf(PATIENT), contact_phone: '1' };
  expect(changeOf(PATIENT, fields)).toEqual({
    emergency_contact: { name: 'Ada Okafor', relation: 'sister', phone: '1' },
  });
});

import { queryOptions } from '@tanstack/react-query';
import { type CreatePatient, createPatient, type Patient } from '../../api';
import { queryClient } from '../../queries';
import { getPatient, getProgress, listTherapists, plannedAppointments, searchPatients } from './api';
import type { PatientSearch } from './search';

/** Everybody who is not archived: what other pages choose from. */
export const patientsQuery = queryOptions({
  queryKey: ['patients'],
  queryFn: () => searchPatients('', 'false'),
});

const ARCHIVED = { current: 'false', archived: 'true', all: 'all' } as const;

export const searchQuery = ({ q = '', show = 'current' }: PatientSearch) =>
  queryOptions({
    queryKey: ['patients', 'search', q, show],
    queryFn: () => searchPatients(q, ARCHIVED[show]),
    placeholderData: (before) => before,
  });

/** A client's record. Everything else about the client is kept under the same key, and renewed with it. */
export const patientQuery = (id: string) =>
  queryOptions({
    queryKey: ['patient', id],
    queryFn: () => getPatient(id),
  });

export const therapistsQuery = queryOptions({
  queryKey: ['therapists'],
  queryFn: listTherapists,
});

/** Kept with the calendar's lists, so that whatever changes those renews this. */
export const nextAppointmentQuery = (id: string) =>
  queryOptions({
    queryKey: ['appointments', 'next', id],
    queryFn: () => plannedAppointments(id, new Date().toISOString()),
    select: (planned) => planned[0] ?? null,
  });

export const progressQuery = (id: string, weeks: number) =>
  queryOptions({
    queryKey: ['patient', id, 'progress', weeks],
    queryFn: () => getProgress(id, weeks),
    placeholderData: (before) => before,
  });

/** Stores a new patient; every open list knows them at once. */
export async function addPatient(body: CreatePatient): Promise<Patient> {
  const patient = (await createPatient({ body })).data;
  queryClient.setQueryData(
    patientsQuery.queryKey,
    (known) => known && [...known, { ...patient, archived_at: patient.archived_at ?? null }],
  );
  void queryClient.invalidateQueries({ queryKey: patientsQuery.queryKey });
  return patient;
}

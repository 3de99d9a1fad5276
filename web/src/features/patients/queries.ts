import { queryOptions } from '@tanstack/react-query';
import { type CreatePatient, createPatient, getPatient, listPatients, type Patient } from '../../api';
import { queryClient } from '../../queries';

export const patientsQuery = queryOptions({
  queryKey: ['patients'],
  queryFn: async (): Promise<Patient[]> => (await listPatients()).data,
});

export const patientQuery = (id: string) =>
  queryOptions({
    queryKey: ['patient', id],
    queryFn: async (): Promise<Patient> => (await getPatient({ path: { id } })).data,
  });

/** Stores a new patient; every open list knows them at once. */
export async function addPatient(body: CreatePatient): Promise<Patient> {
  const patient = (await createPatient({ body })).data;
  queryClient.setQueryData(patientsQuery.queryKey, (known) => known && [...known, patient]);
  void queryClient.invalidateQueries({ queryKey: patientsQuery.queryKey });
  return patient;
}

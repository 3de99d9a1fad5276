import { queryOptions } from '@tanstack/react-query';
import { queryClient } from '../../queries';
import { type Appointment, getFeed, listAppointments } from './api';

const KEY = ['appointments'];

/** Appointments that begin from one moment to before another, earliest first. */
export const appointmentsQuery = (from: Date, to: Date) =>
  queryOptions({
    queryKey: [...KEY, from.toISOString(), to.toISOString()],
    queryFn: async (): Promise<Appointment[]> =>
      (await listAppointments(from.toISOString(), to.toISOString())).sort((one, other) =>
        one.starts_at.localeCompare(other.starts_at),
      ),
    // No event tells of appointments; another device may have planned one.
    refetchInterval: 60_000,
  });

export const feedQuery = queryOptions({ queryKey: ['calendar-feed'], queryFn: getFeed });

/** Asks again for every list. */
export function renewAppointments(): void {
  void queryClient.invalidateQueries({ queryKey: KEY });
}

/** Takes over what the server answered, then asks again for every list that may hold it. */
export function takeAppointment(changed: Appointment): void {
  queryClient.setQueriesData<Appointment[]>({ queryKey: KEY }, (known) =>
    known?.map((appointment) => (appointment.id === changed.id ? changed : appointment)),
  );
  renewAppointments();
}

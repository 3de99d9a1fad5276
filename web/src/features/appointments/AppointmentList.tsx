import { Text } from '@mantine/core';
import { strings } from '../../strings';
import type { Appointment } from './api';
import classes from './calendar.module.css';
import { dayOf, daysOf, isOn } from './week';
import { isUndecided, longDay, spanOf, stateOf, whatOf } from './words';

interface AppointmentListProps {
  monday: Date;
  appointments: Appointment[];
  now: Date;
  onOpen: (appointment: Appointment) => void;
}

/** The week as a list, day by day; days without an appointment are left out, but for today. */
export function AppointmentList({ monday, appointments, now, onOpen }: AppointmentListProps) {
  if (appointments.length === 0) return null;
  return daysOf(monday).map((day) => {
    const today = dayOf(now).getTime() === day.getTime();
    const here = appointments.filter((appointment) => isOn(day, appointment));
    if (here.length === 0 && !today) return null;
    return (
      <section key={day.getTime()} aria-label={longDay(day)}>
        <h3 className={classes.listDay} data-today={today || undefined}>
          {longDay(day)}
        </h3>
        {here.length === 0 && <Text c="dimmed">{strings.calendar.nothingOn}</Text>}
        {here.length > 0 && (
          <ul className={classes.entries}>
            {here.map((appointment) => (
              <li key={appointment.id}>
                <button type="button" className={classes.entry} onClick={() => onOpen(appointment)}>
                  <span>{spanOf(appointment)}</span>
                  <span className={classes.name} data-state={appointment.state}>
                    {appointment.patient_name}
                  </span>
                  <span className={classes.soft}>{whatOf(appointment)}</span>
                  <span className={isUndecided(appointment, now.getTime()) ? classes.undecided : undefined}>
                    {stateOf(appointment, now.getTime())}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
    );
  });
}

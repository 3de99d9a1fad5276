import type { CSSProperties, MouseEvent } from 'react';
import { strings } from '../../strings';
import { named } from '../../ui/named';
import type { Appointment } from './api';
import classes from './calendar.module.css';
import { clockMinutes, dayOf, daysOf, hoursOf, isOn, place } from './week';
import { longDay, shortDay, spanOf, stateOf, timeOf } from './words';

const text = strings.appointment;

/** New appointments begin on a quarter of an hour. */
const STEP = 15;

interface WeekViewProps {
  monday: Date;
  appointments: Appointment[];
  now: Date;
  /** Whether new ones may be planned. */
  mayPlan: boolean;
  onOpen: (appointment: Appointment) => void;
  onPlan: (start: Date) => void;
}

/** Seven days side by side. A press on an empty place plans an appointment there. */
export function WeekView({ monday, appointments, now, mayPlan, onOpen, onPlan }: WeekViewProps) {
  const hours = hoursOf(appointments);
  const rows = Array.from({ length: hours.to - hours.from }, (_, index) => hours.from + index);
  const style = { '--hours': rows.length } as CSSProperties;
  return (
    <div className={classes.week} style={style}>
      <div className={classes.gutter} aria-hidden>
        {rows.map((hour) => (
          <span key={hour}>{`${hour}:00`}</span>
        ))}
      </div>
      {daysOf(monday).map((day) => (
        <DayColumn
          key={day.getTime()}
          day={day}
          from={hours.from}
          appointments={appointments.filter((appointment) => isOn(day, appointment))}
          now={now}
          onOpen={onOpen}
          onPlan={mayPlan ? onPlan : null}
        />
      ))}
    </div>
  );
}

interface DayColumnProps {
  day: Date;
  from: number;
  appointments: Appointment[];
  now: Date;
  onOpen: (appointment: Appointment) => void;
  onPlan: ((start: Date) => void) | null;
}

function DayColumn({ day, from, appointments, now, onOpen, onPlan }: DayColumnProps) {
  const today = dayOf(now).getTime() === day.getTime();
  const planHere = (event: MouseEvent<HTMLButtonElement>): void => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    const hours = Number(getComputedStyle(event.currentTarget).getPropertyValue('--hours'));
    // A keyboard presses no place: the first hour after what is planned there, or ten.
    const last = appointments.at(-1);
    const pressed = event.detail > 0 ? from * 60 + ((event.clientY - top) / height) * hours * 60 : null;
    const minutes = pressed ?? (last ? clockMinutes(day, new Date(last.ends_at)) + STEP - 1 : 10 * 60);
    onPlan?.(new Date(day.getFullYear(), day.getMonth(), day.getDate(), 0, minutes - (minutes % STEP)));
  };
  const nowAt = clockMinutes(day, now) - from * 60;
  return (
    <section aria-label={longDay(day)} className={classes.day} data-today={today || undefined}>
      <h3 className={classes.dayName}>{shortDay(day)}</h3>
      <div className={classes.hours}>
        {onPlan !== null && (
          <button
            type="button"
            className={classes.free}
            aria-label={strings.calendar.planOn(longDay(day))}
            onClick={planHere}
          />
        )}
        {today && nowAt >= 0 && (
          <div className={classes.now} style={{ '--at': nowAt } as CSSProperties} aria-hidden />
        )}
        {place(day, appointments).map(({ appointment, start, minutes, lane, lanes }) => (
          <button
            key={appointment.id}
            type="button"
            className={classes.block}
            data-state={appointment.state}
            style={
              {
                '--at': start - from * 60,
                '--minutes': minutes,
                '--lane': lane,
                '--lanes': lanes,
              } as CSSProperties
            }
            aria-label={text.open(
              appointment.patient_name,
              text.span(timeOf(appointment.starts_at), timeOf(appointment.ends_at)),
              stateOf(appointment, now.getTime()),
            )}
            onClick={() => onOpen(appointment)}
          >
            <span className={classes.who}>{appointment.patient_name}</span>
            <span className={classes.detail}>
              {appointment.state === 'scheduled'
                ? spanOf(appointment)
                : `${timeOf(appointment.starts_at)} ${named(text.states, appointment.state).toLocaleLowerCase()}`}
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}

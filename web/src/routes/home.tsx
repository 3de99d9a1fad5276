import { Anchor, Button, Group, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Me } from '../api';
import { AppointmentWindow, PlanWindow, planAt } from '../features/appointments/AppointmentWindow';
import { appointmentsQuery } from '../features/appointments/queries';
import { addDays, dayOf, nextHour } from '../features/appointments/week';
import { longDay } from '../features/appointments/words';
import { EmergencyNotice } from '../features/emergency/EmergencyNotice';
import { DayList } from '../features/today/DayList';
import { Needs } from '../features/today/Needs';
import { UploadTray } from '../features/upload/UploadTray';
import { useUploadWindow } from '../features/upload/useUploadWindow';
import { strings } from '../strings';
import { ListSkeleton } from '../ui/ListSkeleton';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';
import { QueryProblem } from '../ui/QueryProblem';
import { useNow } from '../ui/useNow';

const text = strings.today;

/** Where a person starts: at the work of their role. */
export function homePath(role: Me['role']): '/' | '/portal' | '/sessions' | '/system' {
  switch (role) {
    case 'therapist':
      return '/';
    case 'patient':
      return '/portal';
    case 'admin':
      return '/system';
    default:
      return '/sessions';
  }
}

/** A therapist's start: what the day brings, and what waits for them. */
export function HomePage() {
  const now = useNow();
  const today = dayOf(now);
  const appointments = useQuery(appointmentsQuery(today, addDays(today, 1)));
  const upload = useUploadWindow();
  const [openId, setOpenId] = useState<string | null>(null);
  const [planning, setPlanning] = useState(false);
  const opened = appointments.data?.find(({ id }) => id === openId);
  return (
    <Page
      title={longDay(now)}
      documentTitle={text.title}
      actions={<Button onClick={upload.open}>{strings.sessions.upload}</Button>}
    >
      <EmergencyNotice which="past" />
      <UploadTray />
      <section aria-label={text.appointments}>
        {appointments.isPending && <ListSkeleton />}
        {appointments.isError && !appointments.data && (
          <QueryProblem error={appointments.error} retry={appointments.refetch} />
        )}
        {appointments.data?.length === 0 && (
          <Message text={text.noAppointments}>
            <Button variant="default" onClick={() => setPlanning(true)}>
              {strings.calendar.plan}
            </Button>
          </Message>
        )}
        {appointments.data && appointments.data.length > 0 && (
          <DayList
            appointments={appointments.data}
            now={now.getTime()}
            onOpen={({ id }) => setOpenId(id)}
            onUpload={upload.openFor}
          />
        )}
      </section>
      <Group mt="sm">
        <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/calendar" search={{}} />}>
          {text.toCalendar}
        </Anchor>
      </Group>
      <section aria-label={text.needs}>
        <Title order={2} mt="xl" mb="xs">
          {text.needs}
        </Title>
        <Needs now={now} />
      </section>
      {upload.element}
      {planning && <PlanWindow initial={planAt(nextHour(now))} onClose={() => setPlanning(false)} />}
      {opened && <AppointmentWindow appointment={opened} onClose={() => setOpenId(null)} />}
    </Page>
  );
}

import { Anchor, Button, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMayProcess, useMe } from '../features/account/useMe';
import { patientQuery } from '../features/patients/queries';
import { SessionList } from '../features/sessions/SessionList';
import { UploadTray } from '../features/upload/UploadTray';
import { useUploadWindow } from '../features/upload/useUploadWindow';
import { strings } from '../strings';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';
import { QueryProblem } from '../ui/QueryProblem';

const route = getRouteApi('/shell/patients/$patientId');
const text = strings.patients;

/** One patient: how to reach them, and their sessions. An administrator is here in an emergency, and only reads. */
export function PatientPage() {
  const { patientId } = route.useParams();
  const isAdmin = useMe().role === 'admin';
  const mayProcess = useMayProcess();
  const patient = useQuery(patientQuery(patientId));
  const upload = useUploadWindow(patientId);
  if (patient.isError) {
    return (
      <Page title={text.title}>
        <QueryProblem error={patient.error} retry={patient.refetch} notFound={text.notFound} />
      </Page>
    );
  }
  const contact = [patient.data?.email, patient.data?.phone].filter(Boolean).join(', ');
  return (
    <Page
      title={patient.data?.name ?? text.title}
      documentTitle={text.one}
      above={
        isAdmin ? (
          <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/emergency" />}>
            ‹ {strings.emergency.title}
          </Anchor>
        ) : (
          <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/patients" />}>
            ‹ {text.title}
          </Anchor>
        )
      }
      actions={mayProcess && <Button onClick={upload.open}>{strings.sessions.upload}</Button>}
    >
      {patient.isPending ? (
        <Skeleton height={24} width={280} mb="lg" />
      ) : (
        <Text c="dimmed" mb="lg">
          {contact || text.noContact}
        </Text>
      )}
      <UploadTray />
      <Title order={2} mb="sm">
        {text.sessions}
      </Title>
      <SessionList
        filter={{ patient: patientId }}
        empty={<Message text={mayProcess ? text.noSessions : strings.sessions.emptyTitle} />}
      />
      {mayProcess && upload.element}
    </Page>
  );
}

import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMayProcess, useMe } from '../features/account/useMe';
import { ConsentSection } from '../features/consents/ConsentSection';
import { GoalSection } from '../features/goals/GoalSection';
import { MeasureSection } from '../features/measures/MeasureSection';
import { NextAppointment } from '../features/patients/NextAppointment';
import { PatientHead } from '../features/patients/PatientHead';
import { PatientMenu } from '../features/patients/PatientMenu';
import { ProgressSection } from '../features/patients/ProgressSection';
import classes from '../features/patients/patients.module.css';
import { patientQuery } from '../features/patients/queries';
import { PeopleSection } from '../features/people/PeopleSection';
import { TimelineSection } from '../features/timeline/TimelineSection';
import { UploadTray } from '../features/upload/UploadTray';
import { useUploadWindow } from '../features/upload/useUploadWindow';
import { strings } from '../strings';
import { Page } from '../ui/Page';
import { QueryProblem } from '../ui/QueryProblem';

const route = getRouteApi('/shell/patients/$patientId');
const text = strings.patients;

/** One client: what holds for them, how they are doing, what happened. Only therapists change anything here. */
export function PatientPage() {
  const { patientId } = route.useParams();
  const isAdmin = useMe().role === 'admin';
  const mayEdit = useMayProcess();
  const patient = useQuery(patientQuery(patientId));
  const upload = useUploadWindow(patientId);
  if (patient.isError && !patient.data) {
    return (
      <Page title={text.title}>
        <QueryProblem error={patient.error} retry={patient.refetch} notFound={text.notFound} />
      </Page>
    );
  }
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
      actions={
        mayEdit && (
          <Group gap="sm">
            {patient.data && <PatientMenu patient={patient.data} />}
            <Button onClick={() => upload.open()}>{strings.sessions.upload}</Button>
          </Group>
        )
      }
    >
      {patient.data ? <PatientHead patient={patient.data} /> : <Skeleton height={24} width={280} mb="lg" />}
      <UploadTray />
      <div className={classes.record} key={patientId}>
        <div className={classes.column}>
          <NextAppointment patientId={patientId} mayPlan={mayEdit} />
          <ConsentSection patientId={patientId} mayManage={mayEdit} />
          <PeopleSection patientId={patientId} mayManage={mayEdit} />
          <GoalSection patientId={patientId} mayEdit={mayEdit} />
          <MeasureSection patientId={patientId} mayEnter={mayEdit} />
        </div>
        <div className={classes.column}>
          <ProgressSection patientId={patientId} />
          <TimelineSection patientId={patientId} mayProcess={mayEdit} />
        </div>
      </div>
      {mayEdit && upload.element}
    </Page>
  );
}

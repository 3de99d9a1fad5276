import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PatientForm } from '../features/patients/PatientForm';
import { PatientList } from '../features/patients/PatientList';
import { patientsQuery } from '../features/patients/queries';
import { strings } from '../strings';
import { ListSkeleton } from '../ui/ListSkeleton';
import { Page } from '../ui/Page';
import { QueryProblem } from '../ui/QueryProblem';

const text = strings.patients;

export function PatientsPage() {
  const patients = useQuery(patientsQuery);
  const [adding, setAdding] = useState(false);
  return (
    <Page title={text.title} actions={!adding && <Button onClick={() => setAdding(true)}>{text.add}</Button>}>
      {adding && (
        <div style={{ maxWidth: 480, marginBottom: 24 }}>
          <PatientForm
            onCancel={() => setAdding(false)}
            onAdded={({ name }) => {
              setAdding(false);
              notifications.show({ message: text.added(name) });
            }}
          />
        </div>
      )}
      {patients.isPending && <ListSkeleton />}
      {patients.isError && <QueryProblem error={patients.error} retry={patients.refetch} />}
      {patients.data && <PatientList patients={patients.data} />}
    </Page>
  );
}

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useMayProcess } from '../features/account/useMe';
import { PatientForm } from '../features/patients/PatientForm';
import { PatientList } from '../features/patients/PatientList';
import { strings } from '../strings';
import { Page } from '../ui/Page';

const route = getRouteApi('/shell/patients');
const text = strings.patients;

/** The clients of this therapist, current or archived. */
export function PatientsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayAdd = useMayProcess();
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={text.title}
      actions={mayAdd && !adding && <Button onClick={() => setAdding(true)}>{text.add}</Button>}
    >
      {adding && (
        <div style={{ maxWidth: 480, marginBottom: 24 }}>
          <PatientForm
            onCancel={() => setAdding(false)}
            onAdded={({ id, name }) => {
              setAdding(false);
              notifications.show({ message: text.added(name) });
              void navigate({ to: '/patients/$patientId', params: { patientId: id } });
            }}
          />
        </div>
      )}
      <PatientList search={search} onSearch={(wanted) => void navigate({ search: wanted, replace: true })} />
    </Page>
  );
}

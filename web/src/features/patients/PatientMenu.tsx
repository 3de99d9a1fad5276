import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { queryClient } from '../../queries';
import { strings } from '../../strings';
import { useDeed } from '../../ui/useDeed';
import { useMe } from '../account/useMe';
import { ExportWindow } from '../exports/ExportWindow';
import { archivePatient, type PatientDetails, restorePatient } from './api';
import { EditPatient } from './EditPatient';
import { HandOver } from './HandOver';
import { patientQuery, patientsQuery } from './queries';

const text = strings.patients;

/** What is seldom done with a record: editing, handing over, archiving. */
export function PatientMenu({ patient }: { patient: PatientDetails }) {
  const me = useMe();
  const navigate = useNavigate();
  const [opened, setOpened] = useState<'edit' | 'hand-over' | 'report' | null>(null);
  const archived = patient.archived_at != null;
  const shelve = useDeed({
    run: () => (archived ? restorePatient(patient.id) : archivePatient(patient.id)),
    renews: [patientQuery(patient.id).queryKey, patientsQuery.queryKey],
    done: () => (archived ? text.restoreDone(patient.name) : text.archiveDone(patient.name)),
    tell: true,
  });
  const close = (): void => setOpened(null);
  const leave = (keepsAccess: boolean): void => {
    close();
    const { queryKey } = patientQuery(patient.id);
    if (keepsAccess) {
      void queryClient.invalidateQueries({ queryKey });
    } else {
      void navigate({ to: '/patients' }).then(() => queryClient.removeQueries({ queryKey }));
    }
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" loading={shelve.isPending} rightSection={<IconChevronDown size={16} />}>
            {text.more}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpened('edit')}>{text.edit}</Menu.Item>
          <Menu.Item onClick={() => setOpened('report')}>{text.report}</Menu.Item>
          {me.id === patient.therapist_id && (
            <Menu.Item onClick={() => setOpened('hand-over')}>{text.handOver}</Menu.Item>
          )}
          <Menu.Item onClick={() => shelve.mutate()}>{archived ? text.restore : text.archive}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {opened === 'edit' && <EditPatient patient={patient} onClose={close} />}
      {opened === 'report' && <ExportWindow kind="progress_report" patient={patient.id} onClose={close} />}
      {opened === 'hand-over' && <HandOver patient={patient} onClose={close} onDone={leave} />}
    </>
  );
}

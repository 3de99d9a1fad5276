import { Alert, Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { strings } from '../../strings';
import { day } from '../../ui/format';
import { ConsentNotice } from '../consents/ConsentNotice';
import { consentsQuery } from '../consents/queries';
import { RecordConsent } from '../consents/RecordConsent';
import { lacking, UPLOAD_SCOPES } from '../consents/state';
import { PatientForm } from '../patients/PatientForm';
import { patientsQuery } from '../patients/queries';
import { allOfPatientQuery } from '../sessions/queries';
import { FileChoice } from './FileChoice';
import { addUploads, isSameFile, useUploads } from './queue';

const text = strings.upload;
const ACCEPT = ['audio/*', 'video/*'];

interface UploadWindowProps {
  files: File[];
  patientId: string | null;
  onFiles: (files: File[]) => void;
  onPatient: (id: string | null) => void;
  onClose: () => void;
}

/** Who, then what, then go. A file that is already here goes out only when asked for again. */
export function UploadWindow({ files, patientId, onFiles, onPatient, onClose }: UploadWindowProps) {
  const patients = useQuery(patientsQuery);
  const earlier = useQuery({ ...allOfPatientQuery(patientId ?? ''), enabled: patientId !== null });
  const consents = useQuery({ ...consentsQuery(patientId ?? ''), enabled: patientId !== null });
  const queued = useUploads();
  const [adding, setAdding] = useState(false);
  const [recording, setRecording] = useState(false);
  const [again, setAgain] = useState<File[]>([]);
  const [refused, setRefused] = useState<string[]>([]);
  const patient = patients.data?.find(({ id }) => id === patientId);

  const duplicateOf = (file: File): string | null => {
    const isQueued = queued.some(
      (upload) =>
        upload.patient.id === patientId &&
        isSameFile(upload.file, file) &&
        (upload.state === 'waiting' || upload.state === 'sending'),
    );
    if (isQueued) return text.duplicateQueued;
    const stored = earlier.data?.find(
      (one) => one.audio_filename === file.name && one.audio_bytes === file.size,
    );
    return stored ? text.duplicate(day(stored.session_date)) : null;
  };
  const add = (added: File[]): void => {
    onFiles([...files, ...added.filter((file) => !files.some((known) => isSameFile(known, file)))]);
  };
  const toSend = files.filter((file) => duplicateOf(file) === null || again.includes(file));
  // Where it is not known, the server decides.
  const barred = patient !== undefined && lacking(consents.data?.current ?? [], UPLOAD_SCOPES).length > 0;
  const start = (): void => {
    if (patient === undefined) return;
    addUploads(toSend, patient);
    onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={text.title}
      size="lg"
      // Escape closes the window on top of this one first.
      closeOnEscape={!recording}
      trapFocus={!recording}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Stack gap="md">
        <Group align="flex-end" gap="sm">
          <Select
            label={text.patient}
            placeholder={text.choosePatient}
            nothingFoundMessage={text.noPatient}
            searchable
            data-autofocus={patientId === null || undefined}
            flex={1}
            data={(patients.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={patientId}
            onChange={onPatient}
          />
          {!adding && (
            <Button variant="default" onClick={() => setAdding(true)}>
              {text.addPatient}
            </Button>
          )}
        </Group>
        {adding && (
          <PatientForm
            onCancel={() => setAdding(false)}
            onAdded={(added) => {
              onPatient(added.id);
              setAdding(false);
            }}
          />
        )}
        {patient !== undefined && consents.data && (
          <ConsentNotice consents={consents.data} onRecord={() => setRecording(true)} />
        )}
        <Dropzone
          accept={ACCEPT}
          data-autofocus={patientId !== null || undefined}
          onDrop={add}
          onReject={(rejected) => setRefused(rejected.map(({ file }) => file.name))}
          inputProps={{ 'aria-label': text.drop }}
          aria-label={text.drop}
          p="lg"
        >
          <Text ta="center">{text.drop}</Text>
          <Text ta="center" size="sm" c="dimmed">
            {text.dropHint}
          </Text>
        </Dropzone>
        {refused.length > 0 && (
          <Alert color="amber" variant="light" p="sm" role="alert">
            {refused.map((name) => (
              <Text key={name} size="sm">
                {text.refused(name)}
              </Text>
            ))}
          </Alert>
        )}
        <FileChoice
          files={files}
          duplicateOf={duplicateOf}
          again={again}
          onAgain={(file, wanted) =>
            setAgain(wanted ? [...again, file] : again.filter((one) => one !== file))
          }
          onRemove={(file) => onFiles(files.filter((one) => one !== file))}
        />
        <Group justify="flex-end" gap="sm">
          <Text size="sm" c="dimmed" id="upload-reason">
            {patient === undefined
              ? text.missingPatient
              : barred
                ? text.consentTitle
                : toSend.length === 0
                  ? text.missingFile
                  : ''}
          </Text>
          <Button
            onClick={start}
            disabled={
              patient === undefined ||
              barred ||
              toSend.length === 0 ||
              earlier.isLoading ||
              consents.isLoading
            }
            aria-describedby="upload-reason"
          >
            {text.start(Math.max(1, toSend.length))}
          </Button>
        </Group>
      </Stack>
      {recording && patient !== undefined && consents.data && (
        <RecordConsent patientId={patient.id} consents={consents.data} onClose={() => setRecording(false)} />
      )}
    </Modal>
  );
}

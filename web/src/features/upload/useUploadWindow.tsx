import { Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { type ReactNode, useState } from 'react';
import { strings } from '../../strings';
import { UploadWindow } from './UploadWindow';

interface UploadEntry {
  open: () => void;
  /** For a patient, whatever the page's. */
  openFor: (patient: string) => void;
  /** To be rendered by the page: takes drops anywhere and shows the window. */
  element: ReactNode;
}

/** The two ways into an upload: a button that calls `open`, and dropping files anywhere on the page. */
export function useUploadWindow(presetPatient?: string): UploadEntry {
  const [opened, setOpened] = useState(false);
  const [files, setFiles] = useState<File[]>([]);
  const [patientId, setPatientId] = useState<string | null>(null);
  const open = (dropped: File[] = [], patient = presetPatient): void => {
    setFiles(dropped);
    setPatientId(patient ?? null);
    setOpened(true);
  };
  const element = (
    <>
      <Dropzone.FullScreen
        active={!opened}
        onDrop={(dropped) => open(dropped)}
        accept={['audio/*', 'video/*']}
        withinPortal={false}
        inputProps={{ 'aria-label': strings.upload.dropAnywhere }}
      >
        <Text ta="center" size="xl" pt="30vh">
          {strings.upload.dropAnywhere}
        </Text>
      </Dropzone.FullScreen>
      {opened && (
        <UploadWindow
          files={files}
          patientId={patientId}
          onFiles={setFiles}
          onPatient={setPatientId}
          onClose={() => setOpened(false)}
        />
      )}
    </>
  );
  return { open: () => open(), openFor: (patient) => open([], patient), element };
}

import { Anchor, Button, Group, Progress, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { strings } from '../../strings';
import { megabytes } from '../../ui/format';
import { cancelUpload, dismissUpload, retryUpload, type Upload, useUploads } from './queue';
import classes from './upload.module.css';

const text = strings.upload;

function percentOf({ sentBytes, file }: Upload): number {
  return file.size === 0 ? 0 : Math.min(100, Math.floor((sentBytes / file.size) * 100));
}

function stateWords(upload: Upload): string {
  switch (upload.state) {
    case 'waiting':
      return text.waiting;
    case 'sending': {
      const percent = percentOf(upload);
      if (percent === 100) return text.storing;
      const sent = megabytes(Math.min(upload.sentBytes, upload.file.size));
      return text.sending(percent, sent, megabytes(upload.file.size));
    }
    case 'done':
      return text.done;
    case 'cancelled':
      return text.cancelled;
    case 'failed':
      return upload.problem ?? strings.problem.unexpected;
  }
}

function Actions({ upload }: { upload: Upload }) {
  const { key, state, file, sessionId, consentMissing, patient } = upload;
  if (state === 'waiting' || state === 'sending') {
    return (
      <Button
        size="xs"
        variant="default"
        aria-label={text.cancel(file.name)}
        onClick={() => cancelUpload(key)}
      >
        {strings.common.cancel}
      </Button>
    );
  }
  return (
    <Group gap="sm">
      {sessionId !== undefined && (
        <Anchor
          size="sm"
          renderRoot={(props) => <Link {...props} to="/sessions/$sessionId" params={{ sessionId }} />}
        >
          {text.openSession}
        </Anchor>
      )}
      {state === 'failed' && consentMissing && (
        <Anchor
          size="sm"
          renderRoot={(props) => (
            <Link {...props} to="/patients/$patientId" params={{ patientId: patient.id }} hash="consent" />
          )}
        >
          {text.toConsent}
        </Anchor>
      )}
      {state !== 'done' && (
        <Button size="xs" aria-label={text.retry(file.name)} onClick={() => retryUpload(key)}>
          {strings.sessions.retry}
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        aria-label={text.dismiss(file.name)}
        onClick={() => dismissUpload(key)}
      >
        {strings.common.close}
      </Button>
    </Group>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const { file, patient, state } = upload;
  return (
    <li className={classes.row}>
      <Group justify="space-between" gap="sm" wrap="wrap">
        <div>
          <Text fw={600} className={classes.name}>
            {file.name}{' '}
            <Text span fw={400} c="dimmed">
              {text.forPatient(patient.name)}
            </Text>
          </Text>
          <Text
            size="sm"
            c={state === 'failed' ? 'var(--tb-brick)' : 'dimmed'}
            role={state === 'failed' ? 'alert' : undefined}
          >
            {stateWords(upload)}
          </Text>
        </div>
        <Actions upload={upload} />
      </Group>
      {state === 'sending' && (
        <Progress.Root size={4} mt={8}>
          <Progress.Section value={percentOf(upload)} aria-label={text.progressLabel(file.name)} />
        </Progress.Root>
      )}
    </li>
  );
}

/** Uploads of this visit, in the order in which they go out. */
export function UploadTray() {
  const uploads = useUploads();
  if (uploads.length === 0) return null;
  return (
    <section aria-labelledby="uploads">
      <Title order={2} id="uploads" mb="xs">
        {text.tray}
      </Title>
      <ul className={classes.tray}>
        {uploads.map((upload) => (
          <UploadRow key={upload.key} upload={upload} />
        ))}
      </ul>
    </section>
  );
}

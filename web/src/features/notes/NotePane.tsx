import { Button, Group, Modal, Skeleton, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Session } from '../../api';
import { problemMessage } from '../../server/problem';
import { strings } from '../../strings';
import { useMayProcess } from '../account/useMe';
import { useSessionCommand } from '../sessions/queries';
import { isUnderWay } from '../sessions/status';
import { NoteView } from './NoteView';

const text = strings.notes;
const SECTIONS = ['a', 'b', 'c'];

/** The note, its shape while it is being drafted, or why there is none. */
export function NotePane({ session }: { session: Session }) {
  const notes = session.extracted_notes;
  const underWay = isUnderWay(session.status);
  const canRedraft = useMayProcess() && session.status === 'processed';
  return (
    <>
      <Group justify="space-between" mb={4}>
        <Title order={2}>{text.title}</Title>
        {canRedraft && <Redraft session={session} />}
      </Group>
      {underWay && <Drafting session={session} />}
      {!underWay && notes && <NoteView notes={notes} />}
      {!underWay && !notes && <Text c="dimmed">{text.none}</Text>}
    </>
  );
}

function Drafting({ session }: { session: Session }) {
  return (
    <>
      <Text c="dimmed" mb="lg">
        {session.status === 'extracting_notes' ? text.drafting : text.pending}
      </Text>
      <Stack gap="xl" aria-hidden>
        {SECTIONS.map((section) => (
          <div key={section}>
            <Skeleton height={14} width={140} mb={12} />
            <Skeleton height={14} mb={8} />
            <Skeleton height={14} mb={8} />
            <Skeleton height={14} width="60%" />
          </div>
        ))}
      </Stack>
    </>
  );
}

function Redraft({ session }: { session: Session }) {
  const [asking, setAsking] = useState(false);
  const redraft = useSessionCommand('redraft', text.redraftStarted);
  const confirm = (): void => {
    setAsking(false);
    redraft.mutate(session.id, {
      onError: (thrown) => notifications.show({ color: 'brick', message: problemMessage(thrown) }),
    });
  };
  return (
    <>
      <Button variant="default" size="xs" loading={redraft.isPending} onClick={() => setAsking(true)}>
        {text.redraft}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={text.redraftTitle}
        closeButtonProps={{ 'aria-label': strings.common.close }}
      >
        <Text mb="lg">{text.redraftText}</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            {strings.common.cancel}
          </Button>
          <Button color="brick" onClick={confirm}>
            {text.redraftConfirm}
          </Button>
        </Group>
      </Modal>
    </>
  );
}

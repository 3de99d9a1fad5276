import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient } from '../../queries';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { moment } from '../../ui/format';
import { useDeed } from '../../ui/useDeed';
import { type Release, takeBackRelease } from './api';
import { releaseQuery } from './queries';
import { ReleaseWindow } from './ReleaseWindow';

const text = strings.release;

/** What the client gets to read of a signed note: how it stands, in words, and the therapist's next step. */
export function ReleaseLine({ sessionId }: { sessionId: string }) {
  const state = useQuery(releaseQuery(sessionId));
  const [open, setOpen] = useState<'share' | 'show' | 'take-back' | null>(null);
  if (!state.data) return null;
  const { release, proposed, can_release, reason } = state.data;
  const close = (): void => setOpen(null);
  return (
    <Group gap="xs" mt={4}>
      <Text size="sm" role="status">
        {release === null && !can_release && reason ? `${words(release)} ${reason}` : words(release)}
      </Text>
      {release === null && can_release && (
        <Button size="compact-sm" variant="default" onClick={() => setOpen('share')}>
          {text.share}
        </Button>
      )}
      {release !== null && (
        <Button size="compact-sm" variant="default" onClick={() => setOpen('show')}>
          {text.show}
        </Button>
      )}
      {release !== null && release.read_at === null && (
        <Button size="compact-sm" variant="default" onClick={() => setOpen('take-back')}>
          {text.takeBack}
        </Button>
      )}
      {open === 'share' && <ReleaseWindow sessionId={sessionId} proposed={proposed} onClose={close} />}
      {open === 'show' && release !== null && <Shown release={release} onClose={close} />}
      {open === 'take-back' && <TakeBack sessionId={sessionId} onClose={close} />}
    </Group>
  );
}

function words(release: Release | null): string {
  if (release === null) return text.notYet;
  const shared = moment(release.released_at);
  return release.read_at === null ? text.shared(shared) : text.read(shared, moment(release.read_at));
}

function Shown({ release, onClose }: { release: Release; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.title}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Stack gap="md">
        <Text className="reading" style={{ whiteSpace: 'pre-line' }}>
          {release.summary}
        </Text>
        {release.actions.length > 0 && (
          <div>
            <Text fw={600}>{text.tasks}</Text>
            <ul style={{ margin: 0, paddingLeft: 20 }}>
              {release.actions.map(({ id, text: task, done_at }) => (
                <li key={id}>{done_at === null ? task : text.taskDone(task, moment(done_at))}</li>
              ))}
            </ul>
          </div>
        )}
        <Text size="sm" c="dimmed">
          {words(release)}
        </Text>
      </Stack>
    </Modal>
  );
}

function TakeBack({ sessionId, onClose }: { sessionId: string; onClose: () => void }) {
  const { queryKey } = releaseQuery(sessionId);
  const takeBack = useDeed({
    run: () => takeBackRelease(sessionId),
    renews: [queryKey],
    done: () => text.takenBack,
  });
  const read = takeBack.isError && toProblem(takeBack.error).status === 409;
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.takeBackTitle}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Stack gap="md">
        <Text>{text.takeBackText}</Text>
        <FormProblem error={takeBack.error} words={read ? text.readTooSoon : undefined} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={onClose}>
            {strings.common.cancel}
          </Button>
          {!read && (
            <Button
              color="brick"
              loading={takeBack.isPending}
              onClick={() =>
                takeBack.mutate(undefined, {
                  onSuccess: onClose,
                  onError: () => void queryClient.invalidateQueries({ queryKey }),
                })
              }
            >
              {text.takeBack}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { problemMessage, RequestProblem } from '../../server/problem';
import { strings } from '../../strings';
import { named } from '../../ui/named';
import { adoptVersion, type Review } from './api';
import { useAutosaver } from './autosaver';
import { useReviewDeed } from './queries';
import { Changes } from './VersionsDrawer';

const text = strings.redraft;

/** A newer draft beside a note that a hand has touched: nothing changes until the person says so. */
export function RedraftOffer({ review }: { review: Review }) {
  const { session_id: id, redraft, version, may } = review;
  const autosaver = useAutosaver();
  const [comparing, setComparing] = useState(false);
  const [kept, setKept] = useState<number | null>(null);
  const adopt = useReviewDeed<number>(id, {
    run: async (number) => {
      // What was typed last becomes a version of its own before another text takes its place.
      if (!(await autosaver.flush())) throw new RequestProblem({ detail: strings.editing.leaveText });
      return adoptVersion(id, number, autosaver.get().revision);
    },
    done: text.adopted,
    tell: true,
  });
  if (redraft == null || !may.edit || kept === redraft.number) return null;
  const keep = (): void => {
    setComparing(false);
    setKept(redraft.number);
    notifications.show({ message: text.kept });
  };
  const choices = (
    <>
      <Button
        size="xs"
        loading={adopt.isPending}
        onClick={() => adopt.mutate(redraft.number, { onSuccess: () => setComparing(false) })}
      >
        {text.adopt}
      </Button>
      <Button size="xs" variant="default" onClick={keep}>
        {text.keep}
      </Button>
    </>
  );
  return (
    <Alert color="teal" variant="outline" title={text.title} mb="md" role="status">
      <Text mb="sm">{text.text(named(strings.versions.drafters, redraft.drafted_by ?? 'unknown'))}</Text>
      <Group gap="sm">
        <Button size="xs" variant="default" onClick={() => setComparing(true)}>
          {text.compare}
        </Button>
        {choices}
      </Group>
      <Modal
        opened={comparing}
        onClose={() => setComparing(false)}
        size="lg"
        title={text.compareTitle}
        closeButtonProps={{ 'aria-label': strings.common.close }}
      >
        <Changes sessionId={id} from={version.number} to={redraft.number} />
        {adopt.isError && (
          <Text size="sm" c="var(--tb-brick)" role="alert">
            {problemMessage(adopt.error)}
          </Text>
        )}
        <Group justify="flex-end" gap="sm">
          {choices}
        </Group>
      </Modal>
    </Alert>
  );
}

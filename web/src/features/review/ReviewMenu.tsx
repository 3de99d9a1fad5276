import { Button, Group, Menu, Modal, Radio, Stack, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { Session } from '../../api';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { useMayProcess } from '../account/useMe';
import { ExportWindow } from '../exports/ExportWindow';
import { useSessionCommand } from '../sessions/queries';
import { isUnderWay } from '../sessions/status';
import { type Review, type VoidReason, voidNote } from './api';
import { useAutosaver } from './autosaver';
import { useReviewDeed } from './queries';

const text = strings.signing;
const REASONS = Object.entries(text.voidReasons) as [VoidReason, string][];

interface ReviewMenuProps {
  session: Session;
  review: Review;
}

/** What is seldom done with a note; each is asked about first. */
export function ReviewMenu({ session, review }: ReviewMenuProps) {
  const [asking, setAsking] = useState<'redraft' | 'void' | 'export' | null>(null);
  const mayExport = useMayProcess() && review.state !== 'voided';
  const redraft = review.may.redraft && !isUnderWay(session.status);
  if (!redraft && !review.may.void && !mayExport) return null;
  return (
    <>
      <Menu position="bottom-end" keepMounted={false}>
        <Menu.Target>
          <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {text.more}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {redraft && <Menu.Item onClick={() => setAsking('redraft')}>{strings.notes.redraft}</Menu.Item>}
          {mayExport && (
            <Menu.Item onClick={() => setAsking('export')}>{strings.exports.exportNote}</Menu.Item>
          )}
          {review.may.void && (
            <Menu.Item color="brick" onClick={() => setAsking('void')}>
              {text.void}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking === 'redraft' && <Redraft sessionId={session.id} onClose={() => setAsking(null)} />}
      {asking === 'export' && (
        <ExportWindow kind="session_notes" session={session.id} onClose={() => setAsking(null)} />
      )}
      {asking === 'void' && <Void sessionId={session.id} onClose={() => setAsking(null)} />}
    </>
  );
}

interface AskProps {
  sessionId: string;
  onClose: () => void;
}

function Redraft({ sessionId, onClose }: AskProps) {
  const autosaver = useAutosaver();
  const redraft = useSessionCommand('redraft', strings.notes.redraftStarted);
  const confirm = async (): Promise<void> => {
    // What was typed is a hand edit from then on, which no draft replaces.
    await autosaver.flush();
    redraft.mutate(sessionId, { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={strings.notes.redraftTitle}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Stack gap="md">
        <Text>{strings.notes.redraftText}</Text>
        <FormProblem error={redraft.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            {strings.common.cancel}
          </Button>
          <Button loading={redraft.isPending} onClick={() => void confirm()}>
            {strings.notes.redraftConfirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Void({ sessionId, onClose }: AskProps) {
  const [reason, setReason] = useState<VoidReason>('wrong_patient');
  const run = useReviewDeed(sessionId, { run: () => voidNote(sessionId, reason), done: text.voided });
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.voidTitle}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Stack gap="md">
        <Text>{text.voidText}</Text>
        <Radio.Group
          label={text.voidReason}
          value={reason}
          onChange={(value) => setReason(value as VoidReason)}
        >
          <Stack gap="xs" mt="xs">
            {REASONS.map(([value, label]) => (
              <Radio key={value} value={value} label={label} />
            ))}
          </Stack>
        </Radio.Group>
        <FormProblem error={run.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            {strings.common.cancel}
          </Button>
          <Button
            color="brick"
            loading={run.isPending}
            onClick={() => run.mutate(undefined, { onSuccess: onClose })}
          >
            {text.void}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

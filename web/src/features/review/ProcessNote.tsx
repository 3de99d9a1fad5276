import { Button, Group, Modal, Skeleton, Text, Textarea, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { queryClient } from '../../queries';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { QueryProblem } from '../../ui/QueryProblem';
import { useDeed } from '../../ui/useDeed';
import { deleteProcessNote, putProcessNote } from './api';
import { LeaveDialog } from './LeaveDialog';
import { processNoteQuery } from './queries';
import classes from './review.module.css';

const text = strings.processNote;

/** The author's private note, opened on purpose: it is not part of the record and nobody else can read it. */
export function ProcessNote({ sessionId }: { sessionId: string }) {
  const [opened, setOpened] = useState(false);
  return (
    <section className={classes.private} aria-label={text.title}>
      <Group justify="space-between" gap="sm">
        <Title order={3}>{text.title}</Title>
        {!opened && (
          <Button size="compact-sm" variant="default" onClick={() => setOpened(true)}>
            {text.show}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {text.private}
      </Text>
      {opened && <Opened sessionId={sessionId} onClose={() => setOpened(false)} />}
    </section>
  );
}

interface OpenedProps {
  sessionId: string;
  onClose: () => void;
}

function Opened({ sessionId, onClose }: OpenedProps) {
  const note = useQuery(processNoteQuery(sessionId));
  if (note.isPending) return <Skeleton height={120} mt="sm" />;
  if (note.isError) return <QueryProblem error={note.error} retry={note.refetch} />;
  return <Editor sessionId={sessionId} stored={note.data?.text ?? ''} onClose={onClose} />;
}

function Editor({ sessionId, stored, onClose }: OpenedProps & { stored: string }) {
  const [words, setWords] = useState(stored);
  const [asking, setAsking] = useState(false);
  const { queryKey } = processNoteQuery(sessionId);
  const dirty = words !== stored;
  const save = useDeed({
    run: async () => {
      await putProcessNote(sessionId, words);
      queryClient.setQueryData(queryKey, () => ({ text: words }));
    },
    renews: [],
    done: () => text.saved,
  });
  const remove = useDeed({
    run: async () => {
      await deleteProcessNote(sessionId);
      queryClient.setQueryData(queryKey, null);
      setWords('');
      setAsking(false);
    },
    renews: [],
    done: () => text.deleted,
  });
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  return (
    <>
      <Textarea
        aria-label={text.label}
        autosize
        minRows={4}
        mt="sm"
        autoFocus
        autoComplete="off"
        classNames={{ input: classes.writing }}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && dirty) save.mutate();
        }}
      />
      <FormProblem error={save.error ?? remove.error} />
      <Group gap="sm" mt="sm">
        <Button size="xs" disabled={!dirty} loading={save.isPending} onClick={() => save.mutate()}>
          {text.save}
        </Button>
        {stored !== '' && (
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            {text.delete}
          </Button>
        )}
        {!dirty && (
          <Button size="xs" variant="default" onClick={onClose}>
            {text.hide}
          </Button>
        )}
        {dirty && (
          <Text size="sm" c="dimmed" role="status">
            {text.unsaved}
          </Text>
        )}
      </Group>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={text.deleteTitle}
        closeButtonProps={{ 'aria-label': strings.common.close }}
      >
        <Text mb="lg">{text.deleteText}</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
            {strings.common.cancel}
          </Button>
          <Button color="brick" loading={remove.isPending} onClick={() => remove.mutate()}>
            {text.delete}
          </Button>
        </Group>
      </Modal>
      <LeaveDialog opened={status === 'blocked'} onStay={() => reset?.()} onLeave={() => proceed?.()} />
    </>
  );
}

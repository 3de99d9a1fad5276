import { ActionIcon, Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { useDeed } from '../../ui/useDeed';
import { type ReleaseState, shareRelease } from './api';
import { releaseQuery } from './queries';
import { asTasks, textsOf, withNew } from './tasks';

const text = strings.release;

interface ReleaseWindowProps {
  sessionId: string;
  proposed: ReleaseState['proposed'];
  onClose: () => void;
}

/** The words that the client will read, proposed from the note and the therapist's to change. */
export function ReleaseWindow({ sessionId, proposed, onClose }: ReleaseWindowProps) {
  const [summary, setSummary] = useState(proposed.summary);
  const [tasks, setTasks] = useState(() => asTasks(proposed.actions));
  const [asked, setAsked] = useState(false);
  const missing = summary.trim() === '';
  const share = useDeed({
    run: () => shareRelease(sessionId, summary.trim(), textsOf(tasks)),
    renews: [releaseQuery(sessionId).queryKey],
    done: () => text.done,
  });
  const submit = (): void => {
    setAsked(true);
    if (!missing) share.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={text.dialogTitle}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          <Text>{text.why}</Text>
          <Textarea
            label={text.summary}
            autosize
            minRows={5}
            maxRows={14}
            withAsterisk
            data-autofocus
            value={summary}
            error={asked && missing ? text.missingSummary : null}
            onChange={(event) => setSummary(event.currentTarget.value)}
          />
          <fieldset style={{ margin: 0, padding: 0, border: 0 }}>
            <Text component="legend" fw={500} mb={4}>
              {text.tasks}
            </Text>
            <Stack gap="xs">
              {tasks.length === 0 && <Text c="dimmed">{text.noTasks}</Text>}
              {tasks.map(({ key, text: words }, index) => (
                <Group key={key} gap="xs" wrap="nowrap">
                  <TextInput
                    flex={1}
                    aria-label={text.task(index + 1)}
                    value={words}
                    autoFocus={words === ''}
                    onChange={({ currentTarget: { value } }) =>
                      setTasks(tasks.map((task) => (task.key === key ? { key, text: value } : task)))
                    }
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size="lg"
                    aria-label={text.removeTask(index + 1)}
                    onClick={() => setTasks(tasks.filter((task) => task.key !== key))}
                  >
                    <IconX size={18} aria-hidden />
                  </ActionIcon>
                </Group>
              ))}
              <Group>
                <Button variant="default" size="xs" onClick={() => setTasks(withNew(tasks))}>
                  {text.addTask}
                </Button>
              </Group>
            </Stack>
          </fieldset>
          <FormProblem error={share.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={share.isPending}>
              {text.confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

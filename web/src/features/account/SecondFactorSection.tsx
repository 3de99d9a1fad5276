import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { removeSecondFactor, renewRecoveryCodes, type SecondFactorResponse } from '../../api';
import { queryClient } from '../../queries';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { day } from '../../ui/format';
import { QueryProblem } from '../../ui/QueryProblem';
import { renewMe, secondFactorQuery } from './queries';
import { RecoveryCodes } from './RecoveryCodes';
import { SetUpSecondFactor } from './SetUpSecondFactor';

const text = strings.secondFactor;

function renewAll(): Promise<unknown> {
  return Promise.all([renewMe(), queryClient.invalidateQueries({ queryKey: secondFactorQuery.queryKey })]);
}

/** Whether there is a second factor, and everything that can be done about it. */
export function SecondFactorSection() {
  const state = useQuery(secondFactorQuery);
  if (state.isPending) return <Skeleton height={48} maw={460} />;
  if (state.data === undefined) return <QueryProblem error={state.error} retry={state.refetch} />;
  return state.data.enabled ? <On state={state.data} /> : <Off required={state.data.required} />;
}

function Off({ required }: { required: boolean }) {
  // Cancelling begins anew, with another secret.
  const [attempt, setAttempt] = useState(0);
  return (
    <Stack gap="md">
      <Text maw="60ch">{required ? text.offRequired : text.off}</Text>
      <SetUpSecondFactor
        key={attempt}
        begin={text.setUp}
        done={text.kept}
        onDone={() => void renewAll()}
        onCancel={() => setAttempt(attempt + 1)}
      />
    </Stack>
  );
}

function On({ state }: { state: SecondFactorResponse }) {
  const [doing, setDoing] = useState<'replace' | 'remove' | null>(null);
  const codes = useMutation({
    mutationFn: async () => (await renewRecoveryCodes()).data.recovery_codes,
  });
  const remove = useMutation({
    mutationFn: () => removeSecondFactor(),
    onSuccess: () => {
      setDoing(null);
      return renewAll();
    },
  });
  if (codes.data) {
    const onDone = (): void => {
      codes.reset();
      void renewAll();
    };
    return <RecoveryCodes codes={codes.data} done={text.kept} onDone={onDone} />;
  }
  if (doing === 'replace') {
    return (
      <Stack gap="md">
        <Text maw="60ch">{text.replaceWhy}</Text>
        <SetUpSecondFactor
          begin={text.begin}
          done={text.kept}
          onDone={() => {
            setDoing(null);
            void renewAll();
          }}
          onCancel={() => setDoing(null)}
        />
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <Text>
        {state.confirmed_at ? text.onSince(day(state.confirmed_at)) : text.on}{' '}
        {text.codesLeft(state.recovery_codes_left)}
      </Text>
      <FormProblem error={codes.error} />
      <Group gap="sm">
        <Button variant="default" loading={codes.isPending} onClick={() => codes.mutate()}>
          {text.renew}
        </Button>
        <Button variant="default" onClick={() => setDoing('replace')}>
          {text.replace}
        </Button>
        {!state.required && (
          <Button variant="default" onClick={() => setDoing('remove')}>
            {text.remove}
          </Button>
        )}
      </Group>
      <Modal
        opened={doing === 'remove'}
        onClose={() => setDoing(null)}
        title={text.removeTitle}
        closeButtonProps={{ 'aria-label': strings.common.close }}
      >
        <Stack gap="md">
          <Text>{text.removeText}</Text>
          <FormProblem error={remove.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" data-autofocus onClick={() => setDoing(null)}>
              {strings.common.cancel}
            </Button>
            <Button color="brick" loading={remove.isPending} onClick={() => remove.mutate()}>
              {text.remove}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}

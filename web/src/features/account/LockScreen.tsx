import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useLayoutEffect } from 'react';
import { createPortal } from 'react-dom';
import type { Me } from '../../api';
import { strings } from '../../strings';
import classes from './LockScreen.module.css';
import { openLock, useLocked } from './lock';
import { ProofForm } from './ProofForm';
import { forgetEverything, prove, renewMe, signOut } from './queries';
import { useIdleLock } from './useIdleLock';

const text = strings.lock;

/** Watches whether anybody is there, and hides everything when nobody is. What was typed stays. */
export function IdleLock({ me }: { me: Me }) {
  const near = useIdleLock(me);
  const locked = useLocked();
  return (
    <>
      {near && (
        <p role="status" className={classes.near}>
          {text.near}
        </p>
      )}
      {locked && createPortal(<LockScreen me={me} />, document.body)}
    </>
  );
}

// Keys must reach nothing underneath: no shortcut, no focus trap of a window that was open.
const keep = (event: KeyboardEvent): void => event.stopPropagation();

function LockScreen({ me }: { me: Me }) {
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: signOut,
    onSettled: () => {
      forgetEverything();
      void navigate({ to: '/sign-in', search: {} });
    },
  });
  useLayoutEffect(() => {
    const before = document.activeElement;
    document.body.dataset.locked = 'true';
    return () => {
      delete document.body.dataset.locked;
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div
      role="dialog"
      aria-modal
      aria-labelledby="lock-title"
      data-lock
      className={classes.screen}
      onKeyDown={keep}
      onKeyUp={keep}
    >
      <Stack gap="md">
        <div>
          <Title order={2} size="h1" id="lock-title">
            {text.title}
          </Title>
          <Text c="dimmed">{text.why(me.full_name)}</Text>
        </div>
        <Paper withBorder p="lg" bg="var(--tb-surface)">
          <ProofForm
            secondFactor={me.second_factor}
            submit={text.unlock}
            prove={(proof) => prove('unlock', proof)}
            onProved={() => {
              openLock();
              void renewMe();
            }}
          />
        </Paper>
        <Button variant="subtle" loading={leave.isPending} onClick={() => leave.mutate()}>
          {text.signOut}
        </Button>
      </Stack>
    </div>
  );
}

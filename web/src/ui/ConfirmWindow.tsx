import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { strings } from '../strings';
import { FormProblem } from './FormProblem';

interface Props {
  title: string;
  /** What will be lost. */
  children: ReactNode;
  /** The word on the button that does it. */
  confirm: string;
  /** The word on the button that does not. */
  cancel?: string;
  pending: boolean;
  error: Error | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone. Enter does not do it. */
export function ConfirmWindow({
  title,
  children,
  confirm,
  cancel = strings.common.cancel,
  pending,
  error,
  onConfirm,
  onClose,
}: Props) {
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': strings.common.close }}>
      <Stack gap="md">
        {children}
        <FormProblem error={error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={onClose}>
            {cancel}
          </Button>
          <Button color="brick" loading={pending} onClick={onConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

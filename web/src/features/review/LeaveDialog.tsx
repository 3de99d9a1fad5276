import { Button, Group, Modal, Text } from '@mantine/core';
import { strings } from '../../strings';

const text = strings.editing;

interface LeaveDialogProps {
  opened: boolean;
  onStay: () => void;
  onLeave: () => void;
}

/** Asked before words that the server does not have are given up. */
export function LeaveDialog({ opened, onStay, onLeave }: LeaveDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onStay}
      title={text.leaveTitle}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Text mb="lg">{text.leaveText}</Text>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" data-autofocus onClick={onStay}>
          {text.stay}
        </Button>
        <Button color="brick" onClick={onLeave}>
          {text.leave}
        </Button>
      </Group>
    </Modal>
  );
}

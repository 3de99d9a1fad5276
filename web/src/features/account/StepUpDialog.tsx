import { Modal, Text } from '@mantine/core';
import { useEffect } from 'react';
import type { Me } from '../../api';
import { strings } from '../../strings';
import { ProofForm } from './ProofForm';
import { prove } from './queries';
import { settleStepUp, useStepUpAsked } from './stepUp';

const text = strings.stepUp;

/** Asks once more who it is before something that cannot be taken back lightly. */
export function StepUpDialog({ me }: { me: Me }) {
  const asked = useStepUpAsked();
  useEffect(() => () => settleStepUp(false), []);
  return (
    <Modal
      opened={asked}
      onClose={() => settleStepUp(false)}
      title={text.title}
      size="sm"
      zIndex={300}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Text c="dimmed" mb="md">
        {text.why}
      </Text>
      <ProofForm
        secondFactor={me.second_factor}
        submit={text.confirm}
        prove={(proof) => prove('stepUp', proof)}
        onProved={() => settleStepUp(true)}
      />
    </Modal>
  );
}

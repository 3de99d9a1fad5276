import { Alert, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { RequestProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { coSignNote, type Review, signNote } from './api';
import { useAutosave, useAutosaver } from './autosaver';
import { useReviewDeed } from './queries';
import { GapList } from './ScreenGaps';
import { reasonsOf } from './state';

const text = strings.signing;

interface SignDialogProps {
  review: Review;
  as: 'sign' | 'co-sign';
  onClose: () => void;
}

/** The statement a person stands for with their name. The server then asks once more who it is. */
export function SignDialog({ review, as, onClose }: SignDialogProps) {
  const id = review.session_id;
  const autosaver = useAutosaver();
  const { failure } = useAutosave();
  const [attested, setAttested] = useState(false);
  const [asked, setAsked] = useState(false);
  const signs = as === 'sign';
  const sign = useReviewDeed(id, {
    run: async () => {
      if (!signs) return coSignNote(id);
      if (!(await autosaver.flush())) {
        throw new RequestProblem({ code: 'unsaved', detail: failure ?? strings.editing.conflictTitle });
      }
      return signNote(id, autosaver.get().revision);
    },
    done: signs ? text.signed : text.coSigned,
  });
  const reasons = signs ? reasonsOf(review) : [];
  const { coverage, gaps } = review.screen;
  const submit = (): void => {
    setAsked(true);
    if (attested) sign.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={signs ? text.signTitle : text.coSignTitle}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Stack gap="md">
        {reasons.length > 0 && (
          <Alert color="amber" variant="outline" p="sm">
            {text.before} {reasons.map(({ words }) => words).join(', ')}.
          </Alert>
        )}
        {(gaps.length > 0 || (coverage != null && coverage < 1)) && (
          <Alert color="amber" variant="outline" p="sm" title={text.gapsTitle}>
            <GapList screen={review.screen} />
          </Alert>
        )}
        {/* Word for word what is stored with the signature. */}
        <Text className="reading">{signs ? review.attestation.sign : review.attestation.co_sign}</Text>
        <Checkbox
          label={text.attest}
          checked={attested}
          error={asked && !attested ? text.missingAttestation : null}
          onChange={(event) => setAttested(event.currentTarget.checked)}
          data-autofocus
        />
        {signs && (
          <Text size="sm" c="dimmed">
            {text.afterwards}
          </Text>
        )}
        <FormProblem error={sign.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {strings.common.cancel}
          </Button>
          <Button disabled={reasons.length > 0} loading={sign.isPending} onClick={submit}>
            {signs ? text.sign : text.coSign}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { type AmendmentKind, amendNote, type Review } from './api';
import { useReviewDeed } from './queries';
import classes from './review.module.css';

const text = strings.amendments;
const KINDS = Object.entries(text.kinds) as [AmendmentKind, string][];

interface AmendDialogProps {
  review: Review;
  onClose: () => void;
}

/** A later entry beside a signed note. */
export function AmendDialog({ review, onClose }: AmendDialogProps) {
  const { session_id: sessionId, attestation } = review;
  const form = useForm({
    initialValues: { kind: 'addendum' as AmendmentKind, text: '', attested: false },
    validate: {
      text: (value) => (value.trim() === '' ? text.missingText : null),
      attested: (value) => (value ? null : strings.signing.missingAttestation),
    },
  });
  const amend = useReviewDeed<typeof form.values>(sessionId, {
    run: (values) => amendNote(sessionId, values.kind, values.text.trim()),
    done: text.added,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.addTitle}
      closeOnClickOutside={!form.isDirty()}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form noValidate onSubmit={form.onSubmit((values) => amend.mutate(values, { onSuccess: onClose }))}>
        <Stack gap="md">
          <NativeSelect
            label={text.kind}
            description={text.hints[form.values.kind]}
            data={KINDS.map(([value, label]) => ({ value, label }))}
            {...form.getInputProps('kind')}
            onChange={(event) => {
              form.setFieldValue('kind', event.currentTarget.value as AmendmentKind);
              // Another kind is another statement.
              form.setFieldValue('attested', false);
            }}
          />
          <Textarea
            label={text.text}
            autosize
            minRows={4}
            data-autofocus
            classNames={{ input: classes.writing }}
            {...form.getInputProps('text')}
          />
          {/* Word for word what is stored with the entry. */}
          <Text className="reading">{attestation[form.values.kind]}</Text>
          <Checkbox
            label={strings.signing.attest}
            {...form.getInputProps('attested', { type: 'checkbox' })}
          />
          <Text size="sm" c="dimmed">
            {text.afterwards}
          </Text>
          <FormProblem error={amend.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={amend.isPending}>
              {text.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

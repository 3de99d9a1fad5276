import { Alert, Text } from '@mantine/core';
import { strings } from '../../strings';
import { moment } from '../../ui/format';
import type { ReviewNotes } from './api';

const text = strings.notes;

/** Who drafted this, where it was drafted when not here, and whether there was enough to draft from. */
export function Notices({ notes }: { notes: ReviewNotes }) {
  const { drafted_by } = notes;
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        {drafted_by.detail} {notes.drafted_at != null && text.draftedAt(moment(notes.drafted_at))}
      </Text>
      {drafted_by.kind === 'external_model' && (
        <Alert color="amber" variant="outline" p="sm" mb="md">
          {text.outside(drafted_by.name)}
        </Alert>
      )}
      {notes.insufficient_material && (
        <Alert color="amber" variant="outline" title={text.insufficientTitle} mb="md">
          {text.insufficient}
        </Alert>
      )}
    </>
  );
}

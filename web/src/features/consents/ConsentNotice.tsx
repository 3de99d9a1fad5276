import { Alert, Button, Stack, Text } from '@mantine/core';
import { strings } from '../../strings';
import { useMayProcess } from '../account/useMe';
import type { Consents } from './api';
import { lacking, missingWords, UPLOAD_SCOPES } from './state';

const text = strings.upload;

interface ConsentNoticeProps {
  consents: Consents;
  onRecord: () => void;
}

/** Before an upload: what it would be refused for, or where it would stop, and the way to mend that. */
export function ConsentNotice({ consents, onRecord }: ConsentNoticeProps) {
  const mayRecord = useMayProcess();
  const barring = lacking(consents.current, UPLOAD_SCOPES);
  const later = lacking(consents.current, ['ai_draft']);
  if (barring.length === 0 && later.length === 0) return null;
  return (
    <Alert color="amber" variant="light" p="sm" title={text.consentTitle}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {barring.length > 0
            ? text.consentText(missingWords([...barring, ...later]))
            : text.later(missingWords(later))}
        </Text>
        {mayRecord && (
          <Button size="xs" variant="default" onClick={onRecord}>
            {strings.consents.record}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

import { Text } from '@mantine/core';
import type { Me } from '../api';
import { strings } from '../strings';
import { Page } from '../ui/Page';

/** Where a person starts: at the work of their role. */
export function homePath(role: Me['role']): '/' | '/sessions' | '/system' {
  if (role === 'patient') return '/';
  return role === 'admin' ? '/system' : '/sessions';
}

/** What a client sees; no clinical data is asked for. */
export function HomePage() {
  return (
    <Page title={strings.account.patientHome}>
      <Text size="xl">{strings.account.nothingShared}</Text>
      <Text size="lg" c="dimmed" mt="xs">
        {strings.account.nothingSharedHint}
      </Text>
    </Page>
  );
}

import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ResetForm } from '../features/account/ResetForm';
import { mailedToken } from '../server/mailedToken';
import { strings } from '../strings';
import { NarrowPage } from '../ui/NarrowPage';
import { ToSignIn } from '../ui/ToSignIn';

const text = strings.reset;

/** Where the mailed link leads that sets a new password. It signs nobody in. */
export function ResetPage() {
  const [token] = useState(() => mailedToken('/auth/reset'));
  const [state, setState] = useState<'open' | 'done' | 'invalid'>(token === null ? 'invalid' : 'open');
  return (
    <NarrowPage title={text.title} below={<ToSignIn />}>
      {state === 'open' && token !== null && (
        <ResetForm token={token} onDone={() => setState('done')} onInvalid={() => setState('invalid')} />
      )}
      {state === 'done' && <Text role="status">{text.done}</Text>}
      {state === 'invalid' && (
        <Stack gap="md">
          <Text role="alert">{text.invalid}</Text>
          <Anchor renderRoot={(props) => <Link {...props} to="/auth/forgotten" />}>{text.askAgain}</Anchor>
        </Stack>
      )}
    </NarrowPage>
  );
}

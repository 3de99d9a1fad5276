import { Center, Paper, Stack, Text } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { safeReturnPath } from '../features/account/queries';
import { SignInForm } from '../features/account/SignInForm';
import { strings } from '../strings';
import { PageHeading } from '../ui/PageHeading';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { from } = route.useSearch();
  const navigate = useNavigate();
  return (
    <Center component="main" id="main" mih="100dvh" p="md">
      <title>{strings.title(strings.account.signIn)}</title>
      <Stack w={380} maw="100%" gap="md">
        <PageHeading>{strings.product}</PageHeading>
        {from !== undefined && <Text c="dimmed">{strings.account.ended}</Text>}
        <Paper withBorder p="lg" bg="var(--tb-surface)">
          <SignInForm onSignedIn={() => void navigate({ href: safeReturnPath(from), replace: true })} />
        </Paper>
      </Stack>
    </Center>
  );
}

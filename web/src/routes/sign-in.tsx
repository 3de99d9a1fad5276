import { Anchor, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { optionsQuery, safeReturnPath } from '../features/account/queries';
import { SignInForm } from '../features/account/SignInForm';
import { strings } from '../strings';
import { NarrowPage } from '../ui/NarrowPage';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { from } = route.useSearch();
  const navigate = useNavigate();
  const options = useQuery(optionsQuery);
  return (
    <NarrowPage
      title={strings.account.signIn}
      heading={strings.product}
      above={from !== undefined && <Text c="dimmed">{strings.account.ended}</Text>}
      below={
        <Group justify="space-between">
          <Anchor renderRoot={(props) => <Link {...props} to="/auth/forgotten" />}>
            {strings.account.forgotten}
          </Anchor>
          {options.data && options.data.signup.length > 0 && (
            <Anchor renderRoot={(props) => <Link {...props} to="/auth/sign-up" />}>
              {strings.signUp.title}
            </Anchor>
          )}
        </Group>
      }
    >
      <SignInForm onSignedIn={() => void navigate({ href: safeReturnPath(from), replace: true })} />
    </NarrowPage>
  );
}

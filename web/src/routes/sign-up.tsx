import { Skeleton, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { optionsQuery } from '../features/account/queries';
import { SignUpForm } from '../features/account/SignUpForm';
import { strings } from '../strings';
import { NarrowPage } from '../ui/NarrowPage';
import { QueryProblem } from '../ui/QueryProblem';
import { ToSignIn } from '../ui/ToSignIn';

const text = strings.signUp;

/** For practices that let people make their own accounts. */
export function SignUpPage() {
  const options = useQuery(optionsQuery);
  const navigate = useNavigate();
  const onSignedIn = (): void => {
    notifications.show({ message: text.created });
    void navigate({ to: '/', replace: true });
  };
  return (
    <NarrowPage title={text.title} width={440} below={<ToSignIn />}>
      {options.isPending && <Skeleton height={200} />}
      {options.isError && <QueryProblem error={options.error} retry={options.refetch} />}
      {options.data?.signup.length === 0 && <Text>{text.closed}</Text>}
      {options.data && options.data.signup.length > 0 && (
        <SignUpForm roles={options.data.signup} onSignedIn={onSignedIn} />
      )}
    </NarrowPage>
  );
}

import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { userQuery } from '../features/users/queries';
import { UserDetails } from '../features/users/UserDetails';
import { strings } from '../strings';
import { Page } from '../ui/Page';
import { QueryProblem } from '../ui/QueryProblem';

const route = getRouteApi('/shell/users/$userId');
const text = strings.users;

export function UserPage() {
  const { userId } = route.useParams();
  const user = useQuery(userQuery(userId));
  return (
    <Page
      title={user.data?.full_name ?? text.title}
      documentTitle={text.one}
      above={
        <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/users" />}>
          ‹ {text.title}
        </Anchor>
      }
    >
      {user.isPending && <Skeleton height={200} />}
      {user.isError && <QueryProblem error={user.error} retry={user.refetch} notFound={text.notFound} />}
      {user.data && <UserDetails user={user.data} />}
    </Page>
  );
}

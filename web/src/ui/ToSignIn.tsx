import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { strings } from '../strings';

/** The way back from the pages around the sign-in page. */
export function ToSignIn() {
  return (
    <Anchor renderRoot={(props) => <Link {...props} to="/sign-in" search={{}} />}>
      {strings.account.toSignIn}
    </Anchor>
  );
}

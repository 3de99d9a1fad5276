import { Link } from '@tanstack/react-router';
import { Devices } from '../features/account/Devices';
import { useMe } from '../features/account/useMe';
import { PortalPage } from '../features/portal/PortalPage';
import { strings } from '../strings';

const text = strings.logins;

/** Where the client is signed in. */
export function PortalLoginsPage() {
  const me = useMe();
  return (
    <PortalPage title={text.title}>
      <p>{text.intro}</p>
      <Devices me={me} />
      <p style={{ marginTop: 24 }}>
        <Link to="/account">{text.password}</Link>
      </p>
    </PortalPage>
  );
}

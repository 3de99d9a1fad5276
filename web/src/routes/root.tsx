import { Outlet } from '@tanstack/react-router';
import { strings } from '../strings';

/** Around every page: the skip link comes first in the tab order. */
export function RootLayout() {
  return (
    <>
      <a className="skip-link" href="#main">
        {strings.common.skip}
      </a>
      <Outlet />
    </>
  );
}

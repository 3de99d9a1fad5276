import { Outlet } from '@tanstack/react-router';
import { useMe } from '../features/account/useMe';
import { UploadGuard } from '../features/upload/UploadGuard';
import { useEvents } from '../server/events';
import { KeySheet } from '../ui/KeySheet';
import { ClientBar, SideBar } from '../ui/SideBar';
import { HomePage } from './home';
import classes from './shell.module.css';

/** The frame around every page of a signed-in person. */
export function Shell() {
  const me = useMe();
  const isPatient = me.role === 'patient';
  useEvents(!isPatient);
  if (isPatient) {
    return (
      <div className={classes.single}>
        <ClientBar me={me} />
        <main id="main" tabIndex={-1}>
          <HomePage />
        </main>
      </div>
    );
  }
  return (
    <div className={classes.shell}>
      <SideBar me={me} />
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <KeySheet />
      <UploadGuard />
    </div>
  );
}

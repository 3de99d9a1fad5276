import { Outlet } from '@tanstack/react-router';
import { IdleLock } from '../features/account/LockScreen';
import { useLocked } from '../features/account/lock';
import { StepUpDialog } from '../features/account/StepUpDialog';
import { useMe } from '../features/account/useMe';
import { EmergencyNotice } from '../features/emergency/EmergencyNotice';
import { UploadGuard } from '../features/upload/UploadGuard';
import { useEvents } from '../server/events';
import { KeySheet } from '../ui/KeySheet';
import { ClientBar, SideBar } from '../ui/SideBar';
import classes from './shell.module.css';

/** The frame around every page of a signed-in person. */
export function Shell() {
  const me = useMe();
  const locked = useLocked();
  const isPatient = me.role === 'patient';
  useEvents(!isPatient && !locked);
  const guards = (
    <>
      <StepUpDialog me={me} />
      <IdleLock me={me} />
    </>
  );
  if (isPatient) {
    return (
      <div className={classes.single}>
        <ClientBar me={me} />
        <main id="main" tabIndex={-1}>
          <Outlet />
        </main>
        {guards}
      </div>
    );
  }
  return (
    <div className={classes.shell}>
      <SideBar me={me} />
      <main id="main" className={classes.main} tabIndex={-1}>
        {me.role === 'therapist' && <EmergencyNotice which="open" />}
        <Outlet />
      </main>
      <KeySheet />
      <UploadGuard />
      {guards}
    </div>
  );
}

import { useBlocker } from '@tanstack/react-router';
import { isDirty } from './autosave';
import { useAutosaver } from './autosaver';
import { LeaveDialog } from './LeaveDialog';

/** Sends what was typed before the page is left, and asks when that did not work. */
export function LeaveGuard() {
  const autosaver = useAutosaver();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: async () => isDirty(autosaver.get()) && !(await autosaver.flush()),
    enableBeforeUnload: () => isDirty(autosaver.get()),
    withResolver: true,
  });
  return <LeaveDialog opened={status === 'blocked'} onStay={() => reset?.()} onLeave={() => proceed?.()} />;
}

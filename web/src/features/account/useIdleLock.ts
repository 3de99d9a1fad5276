import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type Me, verifyStatus } from '../../api';
import { followOtherTabs, idleMs, lockNow, noteInput, showLock, tellOtherTabs, useLocked } from './lock';
import { forgetEverything } from './queries';

const INPUT = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;
const CHECK_MS = 1_000;
const WARN_MS = 60_000;
/** The other tabs hear of input this often. */
const TELL_MS = 5_000;
/** Somebody who reads sends nothing; the server then hears of them this often, so as not to lock on its own. */
const USE_MS = 4 * 60_000;

/** Locks when nobody was at any tab for as long as the practice allows. Answers whether that is near. */
export function useIdleLock(me: Me): boolean {
  const router = useRouter();
  const locked = useLocked();
  const [near, setNear] = useState(false);
  const limit = me.idle_lock_seconds * 1_000;

  useEffect(() => {
    if (me.standing === 'locked') showLock();
  }, [me.standing]);

  useEffect(
    () =>
      followOtherTabs(() => {
        forgetEverything();
        void router.navigate({ to: '/sign-in', search: {} });
      }),
    [router],
  );

  useEffect(() => {
    if (locked || !(limit > 0)) return undefined;
    let told = 0;
    let used = Date.now();
    noteInput();
    const check = (): void => {
      setNear(idleMs() > limit - WARN_MS);
      if (idleMs() > limit) lockNow();
    };
    const onInput = (): void => {
      // The first touch after a long sleep of the device is no sign that it was the same hand.
      if (idleMs() > limit) {
        check();
        return;
      }
      noteInput();
      const now = Date.now();
      if (now - told > TELL_MS) {
        told = now;
        tellOtherTabs('active');
      }
      if (now - used > USE_MS) {
        used = now;
        verifyStatus().catch(() => {});
      }
    };
    const timer = window.setInterval(check, CHECK_MS);
    for (const name of INPUT) window.addEventListener(name, onInput, { capture: true, passive: true });
    return () => {
      window.clearInterval(timer);
      for (const name of INPUT) window.removeEventListener(name, onInput, { capture: true });
      setNear(false);
    };
  }, [locked, limit]);

  return near && !locked;
}

import { useEffect, useRef } from 'react';

/** Keys by `KeyboardEvent.key`, letters in lower case. */
export type Keys = Record<string, () => void>;

const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable=true]';
const PRESSED_BY_SPACE = 'button, a, summary, input, [role=option], [role=menuitem], [role=menuitemradio]';
const MOVED_BY_ARROWS = '[role=slider], [role=tab], [role=listbox], [role=menu] *, [role=radio]';

/** Whether the focused element wants this key for itself. */
function isTaken(key: string, target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[role=dialog]') !== null) return true;
  if (target.matches(TYPING)) return true;
  if (key === ' ') return target.closest(PRESSED_BY_SPACE) !== null;
  return key.startsWith('Arrow') && target.closest(MOVED_BY_ARROWS) !== null;
}

/** Page-wide single keys, silent while somebody types or a window is open. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const action = current.current[key];
      if (action === undefined || isTaken(key, event.target)) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

import { useEffect } from 'react';
import { overallPercent, useUploads } from './queue';

/** Asks before the page is left while a recording is on its way. */
export function UploadGuard() {
  const busy = overallPercent(useUploads()) !== null;
  useEffect(() => {
    if (!busy) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [busy]);
  return null;
}

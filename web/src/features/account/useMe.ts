import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Me } from '../../api';
import { meQuery } from './queries';

const shell = getRouteApi('/shell');

/** The signed-in person; only below the shell, which does not open without one. */
export function useMe(): Me {
  const { me } = shell.useRouteContext();
  // Only watched, never asked for from here: a page that is being left must not ask who is signed in.
  return useQuery({ ...meQuery, enabled: false }).data ?? me;
}

/** Whether there is anything to offer but reading: uploading, drafting anew, trying again. */
export function useMayProcess(): boolean {
  return useMe().role === 'therapist';
}

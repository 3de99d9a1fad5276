import { getRouteApi } from '@tanstack/react-router';
import type { Me } from '../../api';

const shell = getRouteApi('/shell');

/** The signed-in person; only below the shell, which does not open without one. */
export function useMe(): Me {
  return shell.useRouteContext().me;
}

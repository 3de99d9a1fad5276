import { createContext, useContext } from 'react';
import type { Turn } from '../../api';

export interface Evidence {
  byIndex: ReadonlyMap<number, Turn>;
  /** Shows the turn in the transcript and moves the recording there. */
  open: (turn: Turn, options: { play: boolean }) => void;
}

export const EvidenceContext = createContext<Evidence | null>(null);

export function useEvidence(): Evidence {
  const evidence = useContext(EvidenceContext);
  if (evidence === null) throw new Error('useEvidence outside of a session page');
  return evidence;
}

const SHOWN = ['current', 'archived', 'all'] as const;

type Shown = (typeof SHOWN)[number];

/** What the list of patients is narrowed to; the page keeps it in its address. */
export interface PatientSearch {
  q?: string;
  show?: Shown;
}

const isShown = (value: unknown): value is Shown => SHOWN.some((one) => one === value);

/** Reads an address, whatever somebody wrote there. */
export function asPatientSearch({ q, show }: Record<string, unknown>): PatientSearch {
  return {
    // The router reads a number where somebody looks for one.
    q: (typeof q === 'string' || typeof q === 'number') && String(q) !== '' ? String(q) : undefined,
    show: isShown(show) && show !== 'current' ? show : undefined,
  };
}

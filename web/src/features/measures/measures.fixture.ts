import type { Instrument, Measure } from './api';

export const GAD7: Instrument = {
  instrument: 'gad7',
  name: 'GAD-7',
  lead: 'How often?',
  items: [1, 2, 3].map((number) => ({ number, text: `Item ${number}` })),
  answers: [0, 1, 2, 3].map((value) => ({ value, label: `Answer ${value}` })),
  max: 9,
  bands: [{ from: 0, to: 9, label: 'any' }],
};

export function measure(some: Partial<Measure> = {}): Measure {
  return {
    id: '1',
    instrument: 'phq9',
    taken_at: '2026-11-10T09:00:00Z',
    score: 12,
    max: 27,
    band: 'moderate',
    answers: [2, 2, 2, 2, 2, 2, 0, 0, 0],
    source: 'therapist',
    session_id: null,
    entered_by: '2',
    has_risk: false,
    decision: null,
    decided_at: null,
    voided_at: null,
    ...some,
  };
}

import type { NoteFields } from './api';

/** Where the text of one note stands between the person and the server. */
export interface AutosaveState {
  /** The newest content the server is known to have, and its revision. */
  revision: number;
  server: NoteFields;
  /** Typed and not on its way. */
  typed: Partial<NoteFields>;
  /** What stood in those fields when typing began. */
  base: Partial<NoteFields>;
  /** On its way. */
  sending: Partial<NoteFields> | null;
  savedAt: Date | null;
  /** Why the last attempt failed, in words. What was typed is still in `typed`. */
  failure: string | null;
  /** Somebody else changed a field in which was typed. Nothing is sent until the person has chosen. */
  conflict: boolean;
}

export type AutosaveEvent =
  | { type: 'seen' | 'stale'; revision: number; fields: NoteFields }
  | { type: 'typed'; change: Partial<NoteFields> }
  | { type: 'sent' }
  | { type: 'stored'; revision: number; fields: NoteFields; at: Date }
  | { type: 'failed'; message: string }
  | { type: 'retried' }
  | { type: 'keptMine' }
  | { type: 'tookTheirs' };

type Field = keyof NoteFields;

const keys = (fields: Partial<NoteFields>): Field[] => Object.keys(fields) as Field[];

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const pick = (fields: NoteFields, which: Field[]): Partial<NoteFields> =>
  Object.fromEntries(which.map((field) => [field, fields[field]]));

export function begin(revision: number, server: NoteFields): AutosaveState {
  return {
    revision,
    server,
    typed: {},
    base: {},
    sending: null,
    savedAt: null,
    failure: null,
    conflict: false,
  };
}

/** Whether there is text that the server does not have. */
export function isDirty({ typed, sending }: AutosaveState): boolean {
  return sending !== null || keys(typed).length > 0;
}

/** Whether the next step is to send what was typed. */
export function isReady({ typed, sending, failure, conflict }: AutosaveState): boolean {
  return sending === null && failure === null && !conflict && keys(typed).length > 0;
}

/** The fields as the person sees them: their own words before the server's. */
export function shown({ server, sending, typed }: AutosaveState): NoteFields {
  return { ...server, ...sending, ...typed };
}

// A newer revision is no conflict as long as the fields in which was typed are as they were: a decision
// about an item, for one, also makes a revision.
function takeServer(state: AutosaveState, revision: number, server: NoteFields): AutosaveState {
  const touched = keys(state.typed).filter(
    (field) => !same(state.base[field], server[field]) && !same(state.typed[field], server[field]),
  );
  return { ...state, revision, server, conflict: state.conflict || touched.length > 0 };
}

/** What follows from what happened. */
export function next(state: AutosaveState, event: AutosaveEvent): AutosaveState {
  switch (event.type) {
    case 'seen':
      // While something is on its way its own answer tells what became of it.
      if (state.sending !== null || event.revision < state.revision) return state;
      return takeServer(state, event.revision, event.fields);
    case 'typed': {
      const fresh = keys(event.change).filter((field) => !(field in state.base));
      const base = { ...pick(state.server, fresh), ...state.base };
      const typed = { ...state.typed, ...event.change };
      return { ...state, typed, base, failure: null };
    }
    case 'sent':
      return { ...state, sending: state.typed, typed: {} };
    case 'stored':
      return {
        ...state,
        revision: event.revision,
        server: event.fields,
        sending: null,
        base: pick(event.fields, keys(state.typed)),
        savedAt: event.at,
        failure: null,
      };
    case 'failed':
      return {
        ...state,
        typed: { ...state.sending, ...state.typed },
        sending: null,
        failure: event.message,
      };
    case 'stale': {
      const back = { ...state, typed: { ...state.sending, ...state.typed }, sending: null };
      return takeServer(back, event.revision, event.fields);
    }
    case 'retried':
      return { ...state, failure: null };
    case 'keptMine':
      return { ...state, base: pick(state.server, keys(state.typed)), conflict: false };
    case 'tookTheirs':
      return { ...state, typed: {}, base: {}, failure: null, conflict: false };
  }
}

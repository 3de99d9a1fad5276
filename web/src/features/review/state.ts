import { strings } from '../../strings';
import type { Disposition, Review, RiskItem, UnsupportedClaim } from './api';

/** Something a person decides about before signing. */
export type Item = (
  | { kind: 'risk'; risk: RiskItem }
  | { kind: 'claim'; claim: UnsupportedClaim['claim'] }
) & {
  key: string;
  /** Whether signing waits for it. */
  open: boolean;
  disposition: Disposition | null;
};

const RISK_DECISIONS = [
  'addressed_in_session',
  'safety_plan',
  'not_a_concern',
  'already_known',
  'follow_up',
] as const;

const CLAIM_DECISIONS = ['removed', 'confirmed_from_memory', 'corrected'] as const;

export type Decision = (typeof RISK_DECISIONS)[number] | (typeof CLAIM_DECISIONS)[number];

/** The decisions about an item, in the order of their number keys. */
export function decisionsOf(item: Item): readonly Decision[] {
  return item.kind === 'risk' ? RISK_DECISIONS : CLAIM_DECISIONS;
}

/** Every item: language to review first, what waits for a decision before what does not, then claims without evidence. */
export function itemsOf({ risk_items, unsupported }: Review): Item[] {
  const risks = risk_items.map(
    (risk): Item => ({
      kind: 'risk',
      key: risk.key,
      risk,
      open: risk.needs_disposition && risk.disposition == null,
      disposition: risk.disposition ?? null,
    }),
  );
  const waits = (item: Item): number => (item.kind === 'risk' && item.risk.needs_disposition ? 0 : 1);
  risks.sort((one, other) => waits(one) - waits(other));
  const claims = unsupported.map(
    ({ key, claim, disposition }): Item => ({
      kind: 'claim',
      key,
      claim,
      open: disposition == null,
      disposition: disposition ?? null,
    }),
  );
  return [...risks, ...claims];
}

/** The open item after `key`, from the start again at the end; null when none is open. */
export function nextOpen(items: readonly Item[], key: string | null): Item | null {
  const at = items.findIndex((item) => item.key === key);
  const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return order.find(({ open }) => open) ?? null;
}

/** The item `step` places on, staying at the ends. */
export function neighbour(items: readonly Item[], key: string | null, step: 1 | -1): Item | null {
  const at = items.findIndex((item) => item.key === key);
  if (at === -1) return items[0] ?? null;
  return items[Math.min(Math.max(0, at + step), items.length - 1)] ?? null;
}

export interface Reason {
  words: string;
  /** An open item that it speaks of. */
  item: string | null;
}

// Told with their number instead, from the items themselves.
const COUNTED = /open|risk|unsupported|disposition|claim/;

/** Why the note cannot be signed yet, each in words. */
export function reasonsOf(review: Review): Reason[] {
  const open = itemsOf(review).filter((item) => item.open);
  const text = strings.signing;
  const reasons: Reason[] = [];
  for (const kind of ['risk', 'claim'] as const) {
    const of = open.filter((item) => item.kind === kind);
    if (of.length > 0) reasons.push({ words: text.waiting[kind](of.length), item: of[0]?.key ?? null });
  }
  const words: Readonly<Record<string, string>> = text.because;
  for (const code of review.not_signable_because) {
    if (!COUNTED.test(code)) reasons.push({ words: words[code] ?? text.other(code), item: null });
  }
  return reasons;
}

/** Whether nothing about the content can change any more. */
export function isClosed({ state }: Review): boolean {
  return state === 'signed' || state === 'co_signed' || state === 'voided';
}

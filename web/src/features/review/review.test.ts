import { expect, test } from 'vitest';
import type { RenderedBlock } from './api';
import { fromText, sameWords, toText } from './fields';
import { formatChoices } from './format';
import { paragraphsOf } from './paragraphs';
import { DECIDED, fieldsWith, reviewWith, riskItem, unsupported } from './review.fixture';
import { decisionsOf, isClosed, itemsOf, neighbour, nextOpen, reasonsOf } from './state';

const REVIEW = reviewWith(
  {},
  {
    risk_items: [
      riskItem('r-figurative', { needs_disposition: false }),
      riskItem('r-decided', { disposition: DECIDED }),
      riskItem('r-open'),
    ],
    unsupported: [unsupported('c-open')],
    not_signable_because: ['not_in_review', 'risk_items_open', 'something_new'],
  },
);
const ITEMS = itemsOf(REVIEW);

test('what waits for a decision comes before what does not, then claims without evidence', () => {
  expect(ITEMS.map(({ key }) => key)).toEqual(['r-decided', 'r-open', 'r-figurative', 'c-open']);
  expect(ITEMS.map(({ open }) => open)).toEqual([false, true, false, true]);
});

test('the next open item is searched from the current one on and around', () => {
  expect(nextOpen(ITEMS, null)?.key).toBe('r-open');
  expect(nextOpen(ITEMS, 'r-open')?.key).toBe('c-open');
  expect(nextOpen(ITEMS, 'c-open')?.key).toBe('r-open');
  expect(nextOpen([], null)).toBeNull();
});

test('moving through the items stays at the ends', () => {
  expect(neighbour(ITEMS, null, 1)?.key).toBe('r-decided');
  expect(neighbour(ITEMS, 'r-decided', -1)?.key).toBe('r-decided');
  expect(neighbour(ITEMS, 'r-open', 1)?.key).toBe('r-figurative');
  expect(neighbour(ITEMS, 'c-open', 1)?.key).toBe('c-open');
});

test('each kind of item has decisions of its own', () => {
  const [first] = ITEMS;
  const last = ITEMS.at(-1);
  expect(first && decisionsOf(first)).toContain('safety_plan');
  expect(last && decisionsOf(last)).toEqual(['removed', 'confirmed_from_memory', 'corrected']);
});

test('what hinders signing is counted from the items and leads to them', () => {
  expect(reasonsOf(REVIEW)).toEqual([
    { words: '1 passage to review', item: 'r-open' },
    { words: '1 claim without evidence', item: 'c-open' },
    { words: 'review not started', item: null },
    { words: 'something new', item: null },
  ]);
  expect(reasonsOf(reviewWith({}))).toEqual([]);
});

test('a signed or voided note is closed', () => {
  expect(isClosed(reviewWith({}, { state: 'in_review' }))).toBe(false);
  for (const state of ['signed', 'co_signed', 'voided'] as const) {
    expect(isClosed(reviewWith({}, { state }))).toBe(true);
  }
});

test('an item whose words are unchanged keeps its evidence when the list is edited', () => {
  const fields = fieldsWith({ action_items: [{ text: 'Walk daily.', evidence_turns: [4] }] });
  expect(toText(fields, 'action_items')).toBe('Walk daily.');
  expect(fromText(fields, 'action_items', 'Call the doctor.\n\n  Walk daily. ')).toEqual({
    action_items: [
      { text: 'Call the doctor.', evidence_turns: [] },
      { text: 'Walk daily.', evidence_turns: [4] },
    ],
  });
  expect(fromText(fields, 'key_topics', 'sleep\n')).toEqual({ key_topics: ['sleep'] });
  expect(fromText(fields, 'topic_summary', 'Two  spaces ')).toEqual({ topic_summary: 'Two  spaces ' });
});

test('spaces that the server took away are no other text', () => {
  expect(sameWords('One. ', 'One.')).toBe(true);
  expect(sameWords('One.\n\nTwo.', 'One. Two.')).toBe(true);
  expect(sameWords('One.', 'Two.')).toBe(false);
});

test('claims that follow one another read as one paragraph', () => {
  const block = (kind: RenderedBlock['kind']): RenderedBlock => ({
    kind,
    text: kind,
    turns: [],
    claim_key: null,
    supported: true,
  });
  const kinds = (['claim', 'claim', 'placeholder', 'claim', 'prompt', 'prompt'] as const).map(block);
  expect(paragraphsOf(kinds).map(({ length }) => length)).toEqual([2, 1, 1, 1, 1]);
});

test('an archived format is not offered', () => {
  const template = { id: '7', name: 'Ours', version: 1, created_at: '', updated_at: '', sections: [] };
  const values = (archived: boolean) =>
    formatChoices([{ ...template, archived }]).flatMap(({ options }) => options.map(({ value }) => value));
  expect(values(false)).toContain('template:7');
  expect(values(true)).not.toContain('template:7');
  expect(values(true)).toContain('soap');
});

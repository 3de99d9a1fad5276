import { expect, test } from 'vitest';
import { answerOf, needsDecision, openItems, riskItemOf, sumOf, withAnswer } from './instruments';
import { GAD7, measure } from './measures.fixture';

test('questions without an answer are named by their numbers', () => {
  const answers = withAnswer([null, null, null], 1, 0);
  expect(openItems(GAD7, answers)).toEqual([1, 3]);
  expect(openItems(GAD7, [0, 0, 0])).toEqual([]);
});

test('the sum counts what was answered', () => {
  expect(sumOf([3, null, 1])).toBe(4);
});

test('only the keys of the answers answer', () => {
  expect(answerOf('3', GAD7)).toBe(3);
  expect(answerOf('4', GAD7)).toBeNull();
  expect(answerOf('Enter', GAD7)).toBeNull();
});

test('a decision is asked for once, and not about an error', () => {
  const asked = measure({ has_risk: true });
  expect(riskItemOf(asked)).toBe(9);
  expect(needsDecision(asked)).toBe(true);
  expect(needsDecision({ ...asked, decision: 'safety_plan' })).toBe(false);
  expect(needsDecision({ ...asked, voided_at: '2026-11-11T09:00:00Z' })).toBe(false);
  expect(needsDecision(measure())).toBe(false);
});

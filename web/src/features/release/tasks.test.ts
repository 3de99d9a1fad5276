import { expect, test } from 'vitest';
import { asTasks, textsOf, withNew } from './tasks';

test('a new task has a key of its own, also after one was removed', () => {
  const tasks = withNew(asTasks(['walk', 'call mother']).filter(({ key }) => key !== 0));
  expect(tasks.map(({ key }) => key)).toEqual([1, 2]);
  expect(withNew([]).map(({ key }) => key)).toEqual([0]);
});

test('empty tasks are not sent', () => {
  expect(textsOf(withNew(asTasks([' walk ', '  '])))).toEqual(['walk']);
});

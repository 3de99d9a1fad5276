import { expect, test } from 'vitest';
import type { TemplateSection } from './api';
import { moved, problemsOf, startOf, trimmed } from './sections';

const section = (title: string): TemplateSection => ({ title, kinds: ['plan'], instructions: '' });
const titles = (sections: TemplateSection[]): string[] => sections.map(({ title }) => title);

test('sections move one place, and not beyond the ends', () => {
  const sections = ['a', 'b', 'c'].map(section);
  expect(titles(moved(sections, 0, 1))).toEqual(['b', 'a', 'c']);
  expect(titles(moved(sections, 2, -1))).toEqual(['a', 'c', 'b']);
  expect(titles(moved(sections, 0, -1))).toEqual(['a', 'b', 'c']);
  expect(titles(moved(sections, 2, 1))).toEqual(['a', 'b', 'c']);
});

test('what is missing is told at its field', () => {
  expect(Object.keys(problemsOf(startOf(null)))).toEqual([
    'name',
    'sections.0.title',
    'sections.0.instructions',
  ]);
  expect(problemsOf({ name: 'Ours', sections: [section('Plan')] })).toEqual({});
  expect(
    problemsOf({ name: 'Ours', sections: [{ title: 'Goals', kinds: [], instructions: 'Write them.' }] }),
  ).toEqual({});
});

test('a kind of claim stands in one section only', () => {
  const twice = problemsOf({ name: 'Ours', sections: [section('Plan'), section('Next steps')] });
  expect(Object.keys(twice)).toEqual(['sections.1.instructions']);
  expect(twice['sections.1.instructions']).toContain('section 1');
});

test('words are sent without spaces around them', () => {
  expect(trimmed({ name: ' Ours ', sections: [section(' Plan ')] })).toEqual({
    name: 'Ours',
    sections: [section('Plan')],
  });
});

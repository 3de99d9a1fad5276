import { expect, test } from 'vitest';
import { asFilter, asQuery, exportAddress } from './filter';

test('the last day of a span belongs to it', () => {
  const { from = '', to = '' } = asQuery({ from: '2026-11-24', to: '2026-11-24' });
  expect(Date.parse(to) - Date.parse(from)).toBe(24 * 60 * 60_000);
});

test('the export has the same filters as the page', () => {
  expect(exportAddress({})).toBe('/api/audit/export');
  expect(exportAddress({ deed: 'signed_in', outcome: 'refused' })).toBe(
    '/api/audit/export?deed=signed_in&outcome=refused',
  );
});

test('what cannot be a filter is left out of the address', () => {
  const filter = asFilter({ from: 'yesterday', actor: '../x', deed: 'signed_in', outcome: 4 });
  expect(filter).toEqual({ deed: 'signed_in' });
});

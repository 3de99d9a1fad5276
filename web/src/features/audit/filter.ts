import type { ListAuditData } from '../../api';

/** As the page keeps it in its address: days of the reader's calendar, ids and codes. */
export interface AuditFilter {
  from?: string;
  to?: string;
  actor?: string;
  record?: string;
  deed?: string;
  outcome?: string;
}

export type AuditQuery = Pick<
  NonNullable<ListAuditData['query']>,
  'from' | 'to' | 'actor' | 'record' | 'deed' | 'outcome'
>;

/** Midnight at the start of a day here, some days later, as the server takes it. */
function midnight(date: string, later: number): string | undefined {
  const [year, month, day] = date.split('-').map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const at = new Date(year, month - 1, day + later);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Whole days, the last one included: `to` is the midnight after it. */
export function asQuery({ from, to, ...rest }: AuditFilter): AuditQuery {
  return { ...rest, from: from && midnight(from, 0), to: to && midnight(to, 1) };
}

/** Where the same entries are downloaded as CSV. */
export function exportAddress(filter: AuditFilter): string {
  const wanted = Object.entries(asQuery(filter)).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  const search = new URLSearchParams(wanted).toString();
  return search === '' ? '/api/audit/export' : `/api/audit/export?${search}`;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const CODE = /^[a-z_]{1,60}$/;

/** Only what the server can answer; an address may have been typed by hand. */
export function asFilter(search: Record<string, unknown>): AuditFilter {
  const like = (name: string, form: RegExp): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && form.test(value) ? value : undefined;
  };
  return {
    from: like('from', DAY),
    to: like('to', DAY),
    actor: like('actor', ID),
    record: like('record', ID),
    deed: like('deed', CODE),
    outcome: like('outcome', CODE),
  };
}

import { plural } from './plural';

const files = (count: number): string => plural(count, 'file', 'files');

export const schedule = {
  schedule: {
    title: 'Schedule',
    intro: (timezone: string): string =>
      `What this appliance does by the clock. Times are those of ${timezone}. What was missed while it was off is made up for once.`,
    off: 'The scheduler is switched off in the configuration (ENABLE_ANALYTICS_SCHEDULER). Nothing below runs by itself.',
    jobs: {
      daily_aggregation: 'Numbers of the day',
      weekly_snapshot: 'Progress of the week',
      cleanup: 'Clearing away old files',
      export_expiry: 'Removing expired exports',
      account_sweep: 'Removing spent links and logins',
      backup: 'Backup',
    },
    columns: { what: 'What', every: 'When', last: 'Last time', next: 'Next time' },
    never: 'Not run yet',
    disabled: 'Off',
    running: (since: string): string => `Running since ${since}`,
    last: (when: string, outcome: string): string => `${when}: ${outcome}`,
    outcomes: { done: 'done', completed: 'done', ok: 'done', failed: 'failed', skipped: 'not needed' },
    noNext: 'Not planned',
    noBackup: 'Set TB_BACKUP_DIR to make backups.',
  },
  cleanup: {
    title: 'Clearing away old files',
    rules: (days: number, hours: number): string =>
      `Recordings of sessions that failed are kept for ${plural(days, 'day', 'days')}, files that belong to no session for ${plural(hours, 'hour', 'hours')}. Session records themselves are never deleted.`,
    space: (recordings: number, size: string, free: string): string =>
      `${plural(recordings, 'recording', 'recordings')} take ${size}; ${free} are free.`,
    next: (when: string, count: number): string =>
      count === 0
        ? `The next run is ${when}. It will delete nothing.`
        : `The next run is ${when}. It will delete ${files(count)}:`,
    noNext: (count: number): string =>
      count === 0
        ? 'No run is planned. One now would delete nothing.'
        : `No run is planned. One now would delete ${files(count)}:`,
    columns: { file: 'File', age: 'Age', size: 'Size', why: 'Why' },
    kinds: { orphaned_file: 'File without a session', failed_session: 'Recording of a failed session' },
    hours: (hours: number): string =>
      hours < 48 ? plural(Math.floor(hours), 'hour', 'hours') : plural(Math.floor(hours / 24), 'day', 'days'),
    more: (count: number): string => `and ${plural(count, 'more file', 'more files')}.`,
    dryRun: 'Try it out',
    run: 'Clear away now',
    runTitle: 'Clear away now?',
    runText: (count: number): string =>
      count === 0
        ? 'At the moment there is nothing to delete.'
        : `${files(count)} will be deleted. They cannot be brought back. Session records stay.`,
    result: 'Result',
    wouldDelete: (orphans: number, sessions: number, size: string): string =>
      `Tried out: ${files(orphans)} without a session and ${plural(sessions, 'recording', 'recordings')} of failed sessions would be deleted, ${size} in all. Nothing was deleted.`,
    deleted: (orphans: number, sessions: number, size: string): string =>
      `Deleted: ${files(orphans)} without a session and ${plural(sessions, 'recording', 'recordings')} of failed sessions. ${size} are free again.`,
    nothingDone: 'There was nothing to delete.',
    errors: (count: number): string => `${files(count)} could not be deleted:`,
    bytes: (megabytes: number): string =>
      megabytes >= 1000
        ? `${(megabytes / 1000).toFixed(1)} GB`
        : `${megabytes >= 10 ? Math.round(megabytes) : megabytes.toFixed(1)} MB`,
  },
};

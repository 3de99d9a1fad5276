import { plural } from './plural';

export const common = {
  product: 'TherapyBridge',
  title: (page: string): string => `${page} · TherapyBridge`,
  common: {
    cancel: 'Cancel',
    close: 'Close',
    loading: 'Loading',
    tryAgain: 'Try again',
    skip: 'Skip to content',
    back: 'Back',
  },
  problem: {
    unexpected: 'Something went wrong on the server. Please try again.',
    offline: 'The server cannot be reached. Check the network connection and try again.',
    tooMany: (seconds: number): string =>
      `Too many attempts. Try again in ${seconds < 120 ? plural(seconds, 'second', 'seconds') : plural(Math.ceil(seconds / 60), 'minute', 'minutes')}.`,
    withIncident: (message: string, incident: string): string => `${message} Incident ${incident}.`,
    pageTitle: 'This page could not be shown',
    pageAdvice: 'Try again. If it keeps happening, tell your administrator what you were doing.',
    notFoundTitle: 'Not found',
    notFound: 'There is nothing at this address, or your account may not see it.',
    toStart: 'Go to the start page',
    listTitle: 'The list could not be loaded',
    forbiddenTitle: 'No clinical records here',
    forbidden: 'Your account looks after the system and does not show clinical records.',
  },
  nav: {
    label: 'Main',
    sessions: 'Sessions',
    patients: 'Patients',
    system: 'System',
    users: 'Users',
    audit: 'Audit',
    emergency: 'Emergency',
    scheme: 'Colours',
    schemes: { light: 'Light', dark: 'Dark', auto: 'Automatic' },
    keys: 'Keyboard shortcuts',
    live: 'Live updates are interrupted. Checking every few seconds instead.',
    uploading: (percent: number, count: number): string =>
      count > 1 ? `Uploading ${percent} %, ${count} files left` : `Uploading ${percent} %`,
  },
  keys: {
    title: 'Keyboard shortcuts',
    key: 'Key',
    does: 'What it does',
    space: 'Space',
    rows: {
      play: 'Play or pause',
      back: 'Back 5 seconds',
      pause: 'Pause',
      forward: 'Forward 5 seconds',
      find: 'Find in the transcript, or filter the list',
      escape: 'Leave the search or close a window',
      sheet: 'Show this sheet',
    },
  },
};

// Every sentence that a person reads, one file per area. A translation is a second object of type `Strings`.

import { account } from './account';
import { admin } from './admin';
import { audit } from './audit';
import { common } from './common';
import { notes } from './notes';
import { patients } from './patients';
import { practice } from './practice';
import { review } from './review';
import { sessions } from './sessions';

const en = {
  ...common,
  ...account,
  ...admin,
  ...audit,
  ...sessions,
  ...notes,
  ...patients,
  ...practice,
  ...review,
};

export type Strings = typeof en;

export const strings: Strings = en;

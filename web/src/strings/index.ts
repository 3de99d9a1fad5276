// Every sentence that a person reads, one file per area. A translation is a second object of type `Strings`.

import { account } from './account';
import { admin } from './admin';
import { appointments } from './appointments';
import { audit } from './audit';
import { common } from './common';
import { exports } from './exports';
import { notes } from './notes';
import { patients } from './patients';
import { portal } from './portal';
import { practice } from './practice';
import { release } from './release';
import { review } from './review';
import { schedule } from './schedule';
import { sessions } from './sessions';

const en = {
  ...common,
  ...account,
  ...admin,
  ...appointments,
  ...audit,
  ...exports,
  ...sessions,
  ...notes,
  ...patients,
  ...portal,
  ...practice,
  ...release,
  ...review,
  ...schedule,
};

export type Strings = typeof en;

export const strings: Strings = en;

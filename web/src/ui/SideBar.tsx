import { Text } from '@mantine/core';
import {
  IconCalendar,
  IconChartBar,
  IconClockPlay,
  IconFileExport,
  IconHome,
  IconLifebuoy,
  IconListSearch,
  IconServer,
  IconTemplate,
  IconUserCog,
  IconUsers,
  IconWaveSine,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Me } from '../api';
import { AccountMenu } from '../features/account/AccountMenu';
import { UploadLine } from '../features/upload/UploadLine';
import { useLive } from '../server/events';
import { strings } from '../strings';
import classes from './SideBar.module.css';

const PLACES = {
  today: { to: '/', label: strings.nav.today, Icon: IconHome },
  calendar: { to: '/calendar', label: strings.nav.calendar, Icon: IconCalendar },
  exports: { to: '/exports', label: strings.nav.exports, Icon: IconFileExport },
  schedule: { to: '/schedule', label: strings.nav.schedule, Icon: IconClockPlay },
  insights: { to: '/insights', label: strings.nav.insights, Icon: IconChartBar },
  sessions: { to: '/sessions', label: strings.nav.sessions, Icon: IconWaveSine },
  patients: { to: '/patients', label: strings.nav.patients, Icon: IconUsers },
  system: { to: '/system', label: strings.nav.system, Icon: IconServer },
  users: { to: '/users', label: strings.nav.users, Icon: IconUserCog },
  audit: { to: '/audit', label: strings.nav.audit, Icon: IconListSearch },
  templates: { to: '/note-formats', label: strings.nav.templates, Icon: IconTemplate },
  emergency: { to: '/emergency', label: strings.nav.emergency, Icon: IconLifebuoy },
} as const;

function placesOf(role: Me['role']) {
  switch (role) {
    case 'admin':
      return [PLACES.system, PLACES.schedule, PLACES.users, PLACES.templates, PLACES.audit, PLACES.emergency];
    case 'therapist':
      return [
        PLACES.today,
        PLACES.calendar,
        PLACES.patients,
        PLACES.sessions,
        PLACES.insights,
        PLACES.exports,
      ];
    default:
      return [PLACES.calendar, PLACES.patients, PLACES.sessions];
  }
}

/** 220 wide with words, icons only below 900, a bar at the bottom below 600. */
export function SideBar({ me }: { me: Me }) {
  const live = useLive();
  return (
    <header className={classes.bar}>
      <Link to="/" className={classes.brand} aria-label={strings.product}>
        <img src="/icon.svg" alt="" width={24} height={24} />
        <span className={classes.word}>{strings.product}</span>
      </Link>
      <nav aria-label={strings.nav.label} className={classes.places}>
        {placesOf(me.role).map(({ to, label, Icon }) => (
          <Link
            key={to}
            to={to}
            className={classes.place}
            aria-label={label}
            // Every address begins with that of the start page.
            activeOptions={{ exact: to === '/', includeSearch: false }}
          >
            <Icon size={20} stroke={1.6} aria-hidden />
            <span className={classes.word}>{label}</span>
          </Link>
        ))}
      </nav>
      <div className={classes.foot}>
        {!live && (
          <Text size="xs" c="dimmed" role="status" className={classes.notice}>
            {strings.nav.live}
          </Text>
        )}
        <UploadLine />
        <AccountMenu me={me} />
      </div>
    </header>
  );
}

/** The client's one line: the product, which leads to the start, and the account. */
export function ClientBar({ me }: { me: Me }) {
  return (
    <header className={classes.client}>
      <Link to="/" className={classes.brand}>
        <img src="/icon.svg" alt="" width={24} height={24} />
        <span>{strings.product}</span>
      </Link>
      <AccountMenu me={me} wide />
    </header>
  );
}

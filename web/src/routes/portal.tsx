import { Link, type LinkProps, Outlet } from '@tanstack/react-router';
import classes from '../features/portal/portal.module.css';
import { strings } from '../strings';

const PLACES: { to: LinkProps['to']; label: string }[] = [
  { to: '/portal', label: strings.portal.start },
  { to: '/portal/summaries', label: strings.summaries.title },
  { to: '/portal/tasks', label: strings.tasks.title },
  { to: '/portal/appointments', label: strings.visits.title },
  { to: '/portal/questionnaires', label: strings.questions.title },
  { to: '/portal/consents', label: strings.agreements.short },
  { to: '/portal/logins', label: strings.logins.short },
];

/** The frame of a client's pages: where they can go, and one column of large type. */
export function PortalLayout() {
  return (
    <div className={classes.portal}>
      <nav aria-label={strings.portal.nav} className={classes.nav}>
        {PLACES.map(({ to, label }) => (
          <Link key={label} to={to} activeOptions={{ exact: to === '/portal' }}>
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </div>
  );
}

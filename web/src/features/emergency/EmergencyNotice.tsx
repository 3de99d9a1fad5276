import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { strings } from '../../strings';
import { moment } from '../../ui/format';
import { named } from '../../ui/named';
import { useLocked } from '../account/lock';
import { patientsQuery } from '../patients/queries';
import classes from './emergency.module.css';
import { endOf, grantsQuery, isOpen } from './queries';

const text = strings.emergency;

/** How long an access that is over stays in sight. */
const RECENT_MS = 7 * 24 * 60 * 60_000;

interface EmergencyNoticeProps {
  /** Those that are open, which every page tells, or those of the last week that are over. */
  which: 'open' | 'past';
}

/** Tells a therapist who opened the record of one of their clients. */
export function EmergencyNotice({ which }: EmergencyNoticeProps) {
  const locked = useLocked();
  const grants = useQuery({ ...grantsQuery, enabled: !locked });
  const now = Date.now();
  const open = which === 'open';
  const told = (grants.data ?? []).filter(
    (grant) => isOpen(grant, now) === open && now - Date.parse(endOf(grant)) < RECENT_MS,
  );
  const patients = useQuery({ ...patientsQuery, enabled: !locked && told.length > 0 });
  if (told.length === 0) return null;
  return (
    <section aria-label={text.notice} className={classes.notice} data-open={open || undefined}>
      {told.map((grant) => {
        const name = patients.data?.find(({ id }) => id === grant.patient_id)?.name ?? text.aClient;
        const reason = named(text.reasons, grant.reason);
        return (
          <p key={grant.id}>
            {text.opened(grant.admin_name)}{' '}
            <Link to="/patients/$patientId" params={{ patientId: grant.patient_id }}>
              {name}
            </Link>{' '}
            {open
              ? text.openSince(moment(grant.created_at), moment(grant.expires_at), reason)
              : text.wasOpen(moment(grant.created_at), moment(endOf(grant)), reason)}
            {grant.comment && ` ${text.said(grant.comment)}`}
          </p>
        );
      })}
    </section>
  );
}

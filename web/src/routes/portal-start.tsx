import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMe } from '../features/account/useMe';
import type { Portal } from '../features/portal/api';
import { ConsentMissing, Loaded, PortalPage } from '../features/portal/PortalPage';
import classes from '../features/portal/portal.module.css';
import { portalQuery } from '../features/portal/queries';
import { visitPlace, visitTime } from '../features/portal/words';
import { strings } from '../strings';

const text = strings.portal;

/** Where a client starts: the next appointment, and what is new. */
export function PortalStartPage() {
  const { first_name } = useMe();
  const portal = useQuery(portalQuery);
  return (
    <PortalPage title={text.start} heading={text.hello(first_name)}>
      <Loaded query={portal}>
        {(data) => (data.consent_missing ? <ConsentMissing /> : <Start portal={data} />)}
      </Loaded>
    </PortalPage>
  );
}

function Start({ portal }: { portal: Portal }) {
  const { next_appointment: next, unread_summaries, open_actions, open_questionnaires } = portal;
  const nothing = unread_summaries + open_actions + open_questionnaires === 0;
  return (
    <>
      <p>{text.with(portal.therapist_name, portal.practice_name)}</p>
      <h2>{text.next}</h2>
      {next === null ? (
        <p className={classes.soft}>{text.noNext}</p>
      ) : (
        <div className={classes.next}>
          <p>
            <strong>{visitTime(next)}</strong>
          </p>
          <p className={classes.soft}>{visitPlace(next)}</p>
        </div>
      )}
      <h2>{text.forYou}</h2>
      {nothing ? (
        <>
          <p>{text.nothing}</p>
          <p className={classes.soft}>{text.nothingHint}</p>
        </>
      ) : (
        <ul className={classes.list} aria-label={text.forYou}>
          {unread_summaries > 0 && (
            <li>
              <Link to="/portal/summaries" className={classes.open}>
                {text.unread(unread_summaries)}
              </Link>
            </li>
          )}
          {open_questionnaires > 0 && (
            <li>
              <Link to="/portal/questionnaires" className={classes.open}>
                {text.openQuestions(open_questionnaires)}
              </Link>
            </li>
          )}
          {open_actions > 0 && (
            <li>
              <Link to="/portal/tasks" className={classes.open}>
                {text.openTasks(open_actions)}
              </Link>
            </li>
          )}
        </ul>
      )}
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Loaded, PortalPage } from '../features/portal/PortalPage';
import classes from '../features/portal/portal.module.css';
import { summariesQuery } from '../features/portal/queries';
import { dayWords } from '../features/portal/words';
import { strings } from '../strings';

const text = strings.summaries;

/** What the therapist has shared, the newest first. */
export function PortalSummariesPage() {
  const summaries = useQuery(summariesQuery);
  return (
    <PortalPage title={text.title}>
      <Loaded query={summaries}>
        {(lines) =>
          lines.length === 0 ? (
            <p>{text.none}</p>
          ) : (
            <>
              <p>{text.intro}</p>
              <ul className={classes.list} aria-label={text.title}>
                {lines.map(({ id, session_date, released_at, read_at }) => (
                  <li key={id}>
                    <Link
                      to="/portal/summaries/$summaryId"
                      params={{ summaryId: id }}
                      className={classes.open}
                    >
                      {text.of(dayWords(session_date))}
                    </Link>
                    {read_at === null && <span className={classes.unread}>{text.unread}</span>}
                    <div className={classes.soft}>{text.sharedOn(dayWords(released_at))}</div>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </PortalPage>
  );
}

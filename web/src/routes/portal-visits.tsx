import { useQuery } from '@tanstack/react-query';
import type { Visit } from '../features/portal/api';
import { Loaded, PortalPage } from '../features/portal/PortalPage';
import classes from '../features/portal/portal.module.css';
import { visitsQuery } from '../features/portal/queries';
import { splitVisits, visitPlace, visitTime } from '../features/portal/words';
import { strings } from '../strings';

const text = strings.visits;

/** The client's appointments: what is to come, and what was. */
export function PortalVisitsPage() {
  const visits = useQuery(visitsQuery);
  return (
    <PortalPage title={text.title}>
      <Loaded query={visits}>
        {(all) => {
          const { coming, past } = splitVisits(all, Date.now());
          if (all.length === 0) return <p>{text.none}</p>;
          return (
            <>
              <h2>{text.coming}</h2>
              {coming.length === 0 ? (
                <p>{text.noneComing}</p>
              ) : (
                <Visits visits={coming} label={text.coming} />
              )}
              <p className={classes.soft}>{text.change}</p>
              {past.length > 0 && (
                <>
                  <h2>{text.past}</h2>
                  <Visits visits={past} label={text.past} />
                </>
              )}
            </>
          );
        }}
      </Loaded>
    </PortalPage>
  );
}

function Visits({ visits, label }: { visits: Visit[]; label: string }) {
  const states: Readonly<Record<string, string>> = text.states;
  return (
    <ul className={classes.list} aria-label={label}>
      {visits.map((visit) => (
        <li key={visit.id}>
          <strong>{visitTime(visit)}</strong>
          <div className={classes.soft}>
            {[visitPlace(visit), states[visit.state]].filter(Boolean).join(', ')}
          </div>
        </li>
      ))}
    </ul>
  );
}

import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Loaded, PortalPage } from '../features/portal/PortalPage';
import classes from '../features/portal/portal.module.css';
import { summaryQuery } from '../features/portal/queries';
import { TaskList } from '../features/portal/TaskList';
import { dayWords } from '../features/portal/words';
import { strings } from '../strings';

const route = getRouteApi('/shell/portal/summaries/$summaryId');
const text = strings.summaries;

/** One summary, word for word as the therapist shared it. */
export function PortalSummaryPage() {
  const { summaryId } = route.useParams();
  const summary = useQuery(summaryQuery(summaryId));
  return (
    <PortalPage
      title={text.title}
      heading={summary.data && text.of(dayWords(summary.data.session_date))}
      above={
        <p>
          <Link to="/portal/summaries">‹ {text.back}</Link>
        </p>
      }
    >
      <Loaded query={summary} notFound={text.notFound}>
        {({ summary: words, released_at, actions }) => (
          <>
            <p className={classes.soft}>{text.sharedOn(dayWords(released_at))}</p>
            <div className={classes.words}>{words}</div>
            {actions.length > 0 && (
              <>
                <h2>{text.tasks}</h2>
                <TaskList actions={actions} label={text.tasks} />
              </>
            )}
          </>
        )}
      </Loaded>
    </PortalPage>
  );
}

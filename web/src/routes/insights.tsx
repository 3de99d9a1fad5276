import { getRouteApi } from '@tanstack/react-router';
import { Activity } from '../features/insights/Activity';
import classes from '../features/insights/insights.module.css';
import { Numbers } from '../features/insights/Numbers';
import { chosen, type InsightsSearch } from '../features/insights/search';
import { TopicRanking } from '../features/insights/TopicRanking';
import { strings } from '../strings';
import { Page } from '../ui/Page';

const route = getRouteApi('/shell/insights');

/** The therapist's practice at a glance: four numbers, activity over time, topics. */
export function InsightsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { period, by, weeks } = chosen(search);
  const show = (part: InsightsSearch): void =>
    void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false });
  return (
    <Page title={strings.practice.title}>
      <Numbers />
      <div className={classes.parts}>
        <Activity
          period={period}
          by={by}
          // Another period has its own usual steps.
          onPeriod={(value) => show({ period: value, by: undefined })}
          onBy={(value) => show({ by: value })}
        />
        <TopicRanking weeks={weeks} onWeeks={(value) => show({ weeks: value })} />
      </div>
    </Page>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Loaded, PortalPage } from '../features/portal/PortalPage';
import { actionsQuery } from '../features/portal/queries';
import { TaskList } from '../features/portal/TaskList';
import { bySession, dayWords } from '../features/portal/words';
import { strings } from '../strings';

const text = strings.tasks;

/** What was agreed, to tick off. */
export function PortalTasksPage() {
  const actions = useQuery(actionsQuery);
  return (
    <PortalPage title={text.title}>
      <Loaded query={actions}>
        {(all) =>
          all.length === 0 ? (
            <p>{text.none}</p>
          ) : (
            <>
              <p>{text.intro}</p>
              {bySession(all).map(([date, tasks]) => (
                <section key={date} aria-label={text.from(dayWords(date))}>
                  <h2>{text.from(dayWords(date))}</h2>
                  <TaskList actions={tasks} label={text.from(dayWords(date))} />
                </section>
              ))}
            </>
          )
        }
      </Loaded>
    </PortalPage>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Loaded, PortalPage } from '../features/portal/PortalPage';
import classes from '../features/portal/portal.module.css';
import { questionnairesQuery } from '../features/portal/queries';
import { dayWords } from '../features/portal/words';
import { strings } from '../strings';
import { named } from '../ui/named';

const text = strings.questions;

/** Questionnaires that the therapist has asked for. */
export function PortalQuestionsPage() {
  const questionnaires = useQuery(questionnairesQuery);
  return (
    <PortalPage title={text.title}>
      <Loaded query={questionnaires}>
        {(open) =>
          open.length === 0 ? (
            <p>{text.none}</p>
          ) : (
            <>
              <p>{text.intro}</p>
              <ul className={classes.list} aria-label={text.title}>
                {open.map(({ id, instrument, due_on, definition }) => (
                  <li key={id}>
                    <Link
                      to="/portal/questionnaires/$questionnaireId"
                      params={{ questionnaireId: id }}
                      className={classes.open}
                      aria-label={text.beginOf(named(text.names, instrument))}
                    >
                      {named(text.names, instrument)}
                    </Link>
                    <div className={classes.soft}>
                      {text.count(definition.items.length)}
                      {due_on !== null && `. ${text.due(dayWords(due_on))}`}
                    </div>
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

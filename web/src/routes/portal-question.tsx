import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Loaded, PortalPage } from '../features/portal/PortalPage';
import classes from '../features/portal/portal.module.css';
import { QuestionForm } from '../features/portal/QuestionForm';
import { questionnairesQuery } from '../features/portal/queries';
import { strings } from '../strings';
import { named } from '../ui/named';
import { focusHeading } from '../ui/PageHeading';

const route = getRouteApi('/shell/portal/questionnaires/$questionnaireId');
const text = strings.questions;

/** One questionnaire; then the server's thanks, which say whom to call where that matters. */
export function PortalQuestionPage() {
  const { questionnaireId } = route.useParams();
  const questionnaires = useQuery(questionnairesQuery);
  const [thanks, setThanks] = useState<string | null>(null);
  useEffect(() => {
    if (thanks !== null) {
      focusHeading();
      window.scrollTo(0, 0);
    }
  }, [thanks]);
  const found = questionnaires.data?.find(({ id }) => id === questionnaireId);
  if (thanks !== null) {
    return (
      <PortalPage title={text.thanks}>
        <p className={classes.words}>{thanks}</p>
        <p>
          <Link to="/portal">{text.toStart}</Link>
        </p>
      </PortalPage>
    );
  }
  return (
    <PortalPage
      title={text.title}
      heading={found && named(text.names, found.instrument)}
      above={
        <p>
          <Link to="/portal/questionnaires">‹ {text.back}</Link>
        </p>
      }
    >
      <Loaded query={questionnaires}>
        {() => (found ? <QuestionForm questionnaire={found} onThanks={setThanks} /> : <p>{text.gone}</p>)}
      </Loaded>
    </PortalPage>
  );
}

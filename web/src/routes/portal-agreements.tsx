import { useQuery } from '@tanstack/react-query';
import { AgreementList } from '../features/portal/AgreementList';
import { Loaded, PortalPage } from '../features/portal/PortalPage';
import { agreementsQuery } from '../features/portal/queries';
import { strings } from '../strings';

const text = strings.agreements;

/** What the client agreed to. It stays readable when the other pages are closed. */
export function PortalAgreementsPage() {
  const agreements = useQuery(agreementsQuery);
  return (
    <PortalPage title={text.title}>
      <p>{text.intro}</p>
      <Loaded query={agreements}>
        {(all) =>
          all.length === 0 ? <p>{text.none}</p> : <AgreementList agreements={all} now={Date.now()} />
        }
      </Loaded>
    </PortalPage>
  );
}

import { Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { strings } from '../../strings';
import { dayOf } from '../../ui/format';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { Section } from '../../ui/Section';
import type { Consent, Consents, Standing } from './api';
import classes from './consents.module.css';
import { consentsQuery } from './queries';
import { RecordConsent } from './RecordConsent';
import { byPerson, lacking } from './state';
import { WithdrawConsent } from './WithdrawConsent';

const text = strings.consents;

interface ConsentSectionProps {
  patientId: string;
  /** Whether consents are recorded and withdrawn here, or only read. */
  mayManage: boolean;
}

/** Who agreed to what, what is missing, and the two deeds around it. */
export function ConsentSection({ patientId, mayManage }: ConsentSectionProps) {
  const consents = useQuery(consentsQuery(patientId));
  const [recording, setRecording] = useState(false);
  const [withdrawing, setWithdrawing] = useState<Standing | null>(null);
  return (
    <Section
      title={text.title}
      id="consent"
      actions={
        mayManage &&
        consents.data && (
          <Button size="xs" variant="default" onClick={() => setRecording(true)}>
            {text.record}
          </Button>
        )
      }
    >
      {consents.isPending && <Skeleton height={140} />}
      {consents.isError && !consents.data && <QueryProblem error={consents.error} retry={consents.refetch} />}
      {consents.data && (
        <>
          <Summary consents={consents.data} />
          {byPerson(consents.data.current).map(({ participantId, name, capacity, standings }) => (
            <div key={participantId} className={classes.person}>
              <Text fw={600}>{text.of(name, named(strings.people.capacities, capacity))}</Text>
              <ul className={classes.scopes}>
                {standings.map((standing) => (
                  <ScopeLine
                    key={standing.scope}
                    standing={standing}
                    onWithdraw={mayManage ? () => setWithdrawing(standing) : undefined}
                  />
                ))}
              </ul>
            </div>
          ))}
          <History consents={consents.data} />
        </>
      )}
      {recording && consents.data && (
        <RecordConsent patientId={patientId} consents={consents.data} onClose={() => setRecording(false)} />
      )}
      {withdrawing !== null && (
        <WithdrawConsent patientId={patientId} standing={withdrawing} onClose={() => setWithdrawing(null)} />
      )}
    </Section>
  );
}

function Summary({ consents }: { consents: Consents }) {
  const count = lacking(consents.current).length;
  return (
    <Text size="sm" c="dimmed" mb="xs">
      {count === 0 ? text.all : text.someMissing(count)}
    </Text>
  );
}

/** When it began or ended, whichever says more. */
function factOf({ state, consent }: Standing): string {
  if (state === 'missing' || consent === null) return text.states[state];
  if (state === 'withdrawn' && consent.withdrawn_at !== null) {
    return text.withdrawnOn(dayOf(consent.withdrawn_at));
  }
  if (consent.expires_at === null) return text.given(dayOf(consent.given_at));
  const end = dayOf(consent.expires_at);
  return state === 'expired' ? text.expiredOn(end) : text.until(end);
}

function ScopeLine({ standing, onWithdraw }: { standing: Standing; onWithdraw?: () => void }) {
  const { scope, state, name } = standing;
  const words = named(text.scopes, scope);
  return (
    <li data-state={state} data-needed={lacking([standing]).length > 0 || undefined}>
      <span className={classes.mark} aria-hidden />
      <span>
        <span className={classes.words}>{words}</span>{' '}
        <span className={classes.fact}>{factOf(standing)}</span>
      </span>
      {state === 'valid' && onWithdraw !== undefined && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={text.withdrawOf(words, name)}
          onClick={onWithdraw}
        >
          {text.withdraw}
        </Button>
      )}
    </li>
  );
}

function historyFacts(consent: Consent): string {
  const facts = [
    text.given(dayOf(consent.given_at)),
    named(text.methods, consent.method),
    text.version(consent.text_version),
  ];
  if (consent.expires_at !== null) facts.push(text.until(dayOf(consent.expires_at)));
  if (consent.withdrawn_at !== null) facts.push(text.withdrawnOn(dayOf(consent.withdrawn_at)));
  return facts.join(', ');
}

/** Everything that was ever recorded; nothing is deleted from here. */
function History({ consents: { history, current } }: { consents: Consents }) {
  const [shown, setShown] = useState(false);
  if (history.length === 0) return null;
  const names = new Map(current.map(({ participant_id, name }) => [participant_id, name]));
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        mt="xs"
        ml={-8}
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        {text.history(history.length)}
      </Button>
      {shown && (
        <ul className={classes.past}>
          {history.map((consent) => (
            <li key={consent.id}>
              {text.historyLine(
                named(text.scopes, consent.scope),
                names.get(consent.participant_id) ?? text.somebody,
              )}
              <Text size="sm" c="dimmed">
                {historyFacts(consent)}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

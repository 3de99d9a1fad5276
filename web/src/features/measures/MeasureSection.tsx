import { Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { strings } from '../../strings';
import { day, dayOf } from '../../ui/format';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { Section } from '../../ui/Section';
import { useDeed } from '../../ui/useDeed';
import { AskWindow } from './AskWindow';
import { cancelRequest, type Instrument, type Measure, type MeasureRequest, type Measures } from './api';
import { EnterWindow } from './EnterWindow';
import { instrumentName, needsDecision } from './instruments';
import { MeasureWindow } from './MeasureWindow';
import classes from './measures.module.css';
import { measuresQuery } from './queries';

const text = strings.measures;

/** So many are in sight; earlier ones follow a press. */
const IN_SIGHT = 4;

interface MeasureSectionProps {
  patientId: string;
  mayEnter: boolean;
}

/** Questionnaires: those filled in, those asked for, and what waits for a decision. */
export function MeasureSection({ patientId, mayEnter }: MeasureSectionProps) {
  const measures = useQuery(measuresQuery(patientId));
  return (
    <Section title={text.title}>
      {measures.isPending && <Skeleton height={100} />}
      {measures.isError && !measures.data && <QueryProblem error={measures.error} retry={measures.refetch} />}
      {measures.data && <Content patientId={patientId} data={measures.data} mayEnter={mayEnter} />}
    </Section>
  );
}

function Content({ patientId, data, mayEnter }: MeasureSectionProps & { data: Measures }) {
  const { instruments, measures, requests } = data;
  const [entering, setEntering] = useState<Instrument | null>(null);
  const [asking, setAsking] = useState(false);
  const [openedId, setOpenedId] = useState<string | null>(null);
  const [allShown, setAllShown] = useState(false);
  const sorted = [...measures].sort((a, b) => b.taken_at.localeCompare(a.taken_at));
  // Nothing that waits for a decision hides behind a press.
  const shown = allShown ? sorted : sorted.filter((one, at) => at < IN_SIGHT || needsDecision(one));
  const open = requests.filter(
    ({ measure_id, cancelled_at }) => measure_id === null && cancelled_at === null,
  );
  const opened = measures.find(({ id }) => id === openedId);
  const definition = instruments.find(({ instrument }) => instrument === opened?.instrument);
  return (
    <>
      {open.map((request) => (
        <RequestLine key={request.id} patientId={patientId} request={request} mayEnter={mayEnter} />
      ))}
      {sorted.length === 0 && open.length === 0 && <Text c="dimmed">{text.none}</Text>}
      {shown.length > 0 && (
        <ul className={classes.list}>
          {shown.map((measure) => (
            <MeasureLine key={measure.id} measure={measure} onOpen={() => setOpenedId(measure.id)} />
          ))}
        </ul>
      )}
      {shown.length < sorted.length && (
        <Button size="compact-sm" variant="subtle" ml={-8} onClick={() => setAllShown(true)}>
          {text.earlier(sorted.length - shown.length)}
        </Button>
      )}
      {mayEnter && (
        <div className={classes.deeds}>
          {instruments.map((instrument) => (
            <Button
              key={instrument.instrument}
              size="xs"
              variant="default"
              onClick={() => setEntering(instrument)}
            >
              {text.enter(instrument.name)}
            </Button>
          ))}
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            {text.ask}
          </Button>
        </div>
      )}
      {entering !== null && (
        <EnterWindow patientId={patientId} instrument={entering} onClose={() => setEntering(null)} />
      )}
      {asking && (
        <AskWindow patientId={patientId} instruments={instruments} onClose={() => setAsking(false)} />
      )}
      {opened !== undefined && (
        <MeasureWindow
          patientId={patientId}
          measure={opened}
          definition={definition}
          mayDecide={mayEnter}
          onClose={() => setOpenedId(null)}
        />
      )}
    </>
  );
}

function MeasureLine({ measure, onOpen }: { measure: Measure; onOpen: () => void }) {
  const { instrument, score, max, band, taken_at, voided_at } = measure;
  const name = instrumentName(instrument);
  const date = dayOf(taken_at);
  return (
    <li className={classes.line}>
      <button
        type="button"
        className={classes.open}
        aria-label={text.openMeasure(text.line(name, score, max), date)}
        onClick={onOpen}
      >
        <span className={voided_at === null ? undefined : classes.voided}>
          <strong>{text.line(name, score, max)}</strong>, {band}
        </span>
        <Text size="sm" c="dimmed">
          {date}, {named(text.sources, measure.source)}
        </Text>
        {needsDecision(measure) && <span className={classes.risk}>{text.risk}</span>}
      </button>
    </li>
  );
}

interface RequestLineProps {
  patientId: string;
  request: MeasureRequest;
  mayEnter: boolean;
}

function RequestLine({ patientId, request, mayEnter }: RequestLineProps) {
  const name = instrumentName(request.instrument);
  const takeBack = useDeed({
    run: () => cancelRequest(patientId, request.id),
    renews: [measuresQuery(patientId).queryKey],
    done: () => text.takenBack,
    tell: true,
  });
  return (
    <div className={classes.asked}>
      <Text>{request.due_on === null ? text.open(name) : text.openUntil(name, day(request.due_on))}</Text>
      {mayEnter && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={text.takeBackOf(name)}
          loading={takeBack.isPending}
          onClick={() => takeBack.mutate()}
        >
          {text.takeBack}
        </Button>
      )}
    </div>
  );
}

import { Button, Group, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import type { SessionSummary } from '../../api';
import { queryClient } from '../../queries';
import { usePollInterval } from '../../server/events';
import { strings } from '../../strings';
import { dayOf } from '../../ui/format';
import { Message } from '../../ui/Message';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { Section } from '../../ui/Section';
import { sessionsQuery } from '../sessions/queries';
import { StatusLine } from '../sessions/StatusLine';
import type { Entry } from './api';
import { timelineQuery } from './queries';
import classes from './timeline.module.css';
import { entryWords } from './words';

const text = strings.timeline;

interface TimelineSectionProps {
  patientId: string;
  /** Whether the empty page says how to begin. */
  mayProcess: boolean;
}

/** What happened, newest first. Sessions show their state as it changes and lead to their page. */
export function TimelineSection({ patientId, mayProcess }: TimelineSectionProps) {
  const timeline = useInfiniteQuery(timelineQuery(patientId));
  const sessions = useLiveSessions(patientId);
  const entries = timeline.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Section title={text.title}>
      {timeline.isPending && <Skeleton height={200} />}
      {timeline.isError && !timeline.data && <QueryProblem error={timeline.error} retry={timeline.refetch} />}
      {timeline.data && entries.length === 0 && (
        <Message text={mayProcess ? text.empty : text.emptyReading} />
      )}
      <ol className={classes.list}>
        {entries.map((entry) => (
          <EntryLine
            key={`${entry.kind} ${entry.id} ${entry.state}`}
            entry={entry}
            session={sessions.get(entry.id)}
          />
        ))}
      </ol>
      {timeline.hasNextPage && (
        <Group justify="center" mt="md">
          <Button
            variant="default"
            loading={timeline.isFetchingNextPage}
            onClick={() => void timeline.fetchNextPage()}
          >
            {text.more}
          </Button>
        </Group>
      )}
    </Section>
  );
}

/** The newest sessions, kept current by the server's events; a new stage also renews the timeline. */
function useLiveSessions(patientId: string): Map<string, SessionSummary> {
  const refetchInterval = usePollInterval();
  const sessions = useInfiniteQuery({ ...sessionsQuery({ patient: patientId }), refetchInterval });
  const list = useMemo(() => sessions.data?.pages.flatMap(({ items }) => items) ?? [], [sessions.data]);
  const stages = list.map(({ id, status, note_state }) => `${id} ${status} ${note_state}`).join();
  const known = useRef<string | null>(null);
  useEffect(() => {
    if (known.current !== null && known.current !== stages) {
      void queryClient.invalidateQueries({ queryKey: timelineQuery(patientId).queryKey });
    }
    if (sessions.data !== undefined) known.current = stages;
  }, [stages, patientId, sessions.data]);
  return useMemo(() => new Map(list.map((session) => [session.id, session])), [list]);
}

function EntryLine({ entry, session }: { entry: Entry; session: SessionSummary | undefined }) {
  const { kind, id, at, state, topics } = entry;
  const date = dayOf(at);
  return (
    <li className={classes.entry}>
      <time dateTime={at} className={classes.date}>
        {date}
      </time>
      <div>
        <div className={classes.head}>
          {kind === 'session' ? (
            <Link
              to="/sessions/$sessionId"
              params={{ sessionId: id }}
              className={classes.session}
              aria-label={text.openSession(date)}
            >
              {text.session}
            </Link>
          ) : (
            entryWords(entry)
          )}
          {kind === 'session' && session !== undefined && <StatusLine session={session} />}
          {kind === 'session' && session === undefined && state !== null && (
            <span>{named(strings.sessions.statusNames, state)}</span>
          )}
        </div>
        {topics.length > 0 && (
          <ul className={classes.topics} aria-label={text.topics}>
            {topics.map((topic) => (
              <li key={topic}>{topic}</li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

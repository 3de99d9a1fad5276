import { Anchor, Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Session } from '../../api';
import { problemMessage } from '../../server/problem';
import { strings } from '../../strings';
import { day, duration } from '../../ui/format';
import { PageHeading } from '../../ui/PageHeading';
import { useMayProcess } from '../account/useMe';
import { useSessionCommand } from './queries';
import classes from './SessionHeader.module.css';
import { StatusLine } from './StatusLine';
import { isUnderWay } from './status';

const text = strings.sessions;

/** Who, when, how long, and the state in words with the one thing that can be done about it. */
export function SessionHeader({ session }: { session: Session }) {
  const mayProcess = useMayProcess();
  const facts = [day(session.session_date)];
  if (session.duration_seconds != null) facts.push(duration(session.duration_seconds));
  return (
    <header className={classes.header}>
      <div>
        <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/sessions" search={{}} />}>
          ‹ {strings.session.toList}
        </Anchor>
        <Group gap="md" align="baseline">
          <PageHeading size="h2">
            <Link
              to="/patients/$patientId"
              params={{ patientId: session.patient_id }}
              className={classes.patient}
            >
              {session.patient_name}
            </Link>
          </PageHeading>
          <Text span>{facts.join(', ')}</Text>
        </Group>
      </div>
      <div className={classes.state}>
        <div role="status">
          <StatusLine session={session} />
          {session.progress?.detail && isUnderWay(session.status) && (
            <Text size="sm" c="dimmed">
              {session.progress.detail}
            </Text>
          )}
        </div>
        {mayProcess && session.status === 'failed' && (
          <Command session={session} command="retry" label={text.retry} />
        )}
        {mayProcess && isUnderWay(session.status) && (
          <Command session={session} command="cancel" label={text.stop} />
        )}
      </div>
      {session.status === 'failed' && (
        <Text size="sm" className={classes.reason}>
          {session.error_message ?? text.unknownReason} {text.advice}
        </Text>
      )}
    </header>
  );
}

function Command({
  session,
  command,
  label,
}: {
  session: Session;
  command: 'retry' | 'cancel';
  label: string;
}) {
  const run = useSessionCommand(command);
  return (
    <>
      <Button
        size="xs"
        variant={command === 'retry' ? 'filled' : 'default'}
        loading={run.isPending}
        onClick={() => run.mutate(session.id)}
      >
        {label}
      </Button>
      {run.isError && (
        <Text size="sm" c="var(--tb-brick)" role="alert">
          {problemMessage(run.error)}
        </Text>
      )}
    </>
  );
}

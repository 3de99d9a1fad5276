import { Button, Group, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { SessionSummary } from '../../api';
import { problemMessage } from '../../server/problem';
import { strings } from '../../strings';
import { day, duration } from '../../ui/format';
import lists from '../../ui/list.module.css';
import { useMayProcess } from '../account/useMe';
import { useSessionCommand } from './queries';
import { StatusLine } from './StatusLine';
import classes from './sessions.module.css';

const text = strings.sessions;

export function SessionRow({ session }: { session: SessionSummary }) {
  const date = day(session.session_date);
  return (
    <Table.Tr className={lists.row}>
      <Table.Td className={classes.date}>{date}</Table.Td>
      <Table.Td>
        <Link
          to="/sessions/$sessionId"
          params={{ sessionId: session.id }}
          className={lists.open}
          aria-label={text.open(session.patient_name, date)}
        >
          {session.patient_name}
        </Link>
      </Table.Td>
      <Table.Td className={classes.length}>
        {session.duration_seconds == null ? '' : duration(session.duration_seconds)}
      </Table.Td>
      <Table.Td className={classes.status}>
        <StatusLine session={session} />
        {session.status === 'failed' && <Failure session={session} date={date} />}
      </Table.Td>
    </Table.Tr>
  );
}

function Failure({ session, date }: { session: SessionSummary; date: string }) {
  const mayProcess = useMayProcess();
  const retry = useSessionCommand('retry');
  return (
    <Group gap="sm" mt={4} align="center" justify="space-between" wrap="wrap">
      <div className={classes.advice}>
        <Text size="sm">{session.error_message ?? text.unknownReason}</Text>
        <Text size="sm" c="dimmed">
          {text.advice}
        </Text>
        {retry.isError && (
          <Text size="sm" c="var(--tb-brick)" role="alert">
            {problemMessage(retry.error)}
          </Text>
        )}
      </div>
      {mayProcess && (
        <Button
          size="xs"
          variant="default"
          className={lists.above}
          loading={retry.isPending}
          aria-label={text.retryOf(session.patient_name, date)}
          onClick={() => retry.mutate(session.id)}
        >
          {text.retry}
        </Button>
      )}
    </Group>
  );
}

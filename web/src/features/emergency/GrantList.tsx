import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { mendGlass } from '../../api';
import { queryClient } from '../../queries';
import { strings } from '../../strings';
import { moment } from '../../ui/format';
import { ListSkeleton } from '../../ui/ListSkeleton';
import { Message } from '../../ui/Message';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { useDeed } from '../../ui/useDeed';
import { patientQuery } from '../patients/queries';
import classes from './emergency.module.css';
import { endOf, type Grant, grantsQuery, isOpen } from './queries';

const text = strings.emergency;
const READ = ['patient', 'sessions', 'sessions-of', 'session', 'transcript'];

/** The administrator's own emergency accesses, open ones first. */
export function GrantList() {
  const grants = useQuery(grantsQuery);
  if (grants.isPending) return <ListSkeleton />;
  if (grants.data === undefined) return <QueryProblem error={grants.error} retry={grants.refetch} />;
  if (grants.data.length === 0) return <Message text={text.none} />;
  const now = Date.now();
  const sorted = [...grants.data].sort(
    (a, b) => Number(isOpen(b, now)) - Number(isOpen(a, now)) || b.created_at.localeCompare(a.created_at),
  );
  return (
    <ul className={classes.list} aria-label={text.own}>
      {sorted.map((grant) =>
        isOpen(grant, now) ? (
          <OpenGrant key={grant.id} grant={grant} />
        ) : (
          <li key={grant.id} className={classes.line}>
            <Text c="dimmed">
              {text.over(moment(grant.created_at), moment(endOf(grant)), named(text.reasons, grant.reason))}
            </Text>
          </li>
        ),
      )}
    </ul>
  );
}

function OpenGrant({ grant }: { grant: Grant }) {
  const patient = useQuery(patientQuery(grant.patient_id));
  const mend = useDeed({
    run: async () => {
      await mendGlass({ path: { id: grant.id } });
      await queryClient.invalidateQueries({ queryKey: grantsQuery.queryKey });
      // What was read through it is not kept.
      for (const name of READ) queryClient.removeQueries({ queryKey: [name] });
    },
    renews: [],
    done: () => text.ended,
    tell: true,
  });
  return (
    <li className={classes.line}>
      <div>
        <Text fw={600}>{patient.data?.name ?? text.record}</Text>
        <Text size="sm" c="dimmed">
          {text.openUntil(moment(grant.expires_at), named(text.reasons, grant.reason))}
        </Text>
      </div>
      <Group gap="sm">
        <Button
          size="xs"
          renderRoot={(props) => (
            <Link {...props} to="/patients/$patientId" params={{ patientId: grant.patient_id }} />
          )}
        >
          {text.toRecord}
        </Button>
        <Button size="xs" variant="default" loading={mend.isPending} onClick={() => mend.mutate()}>
          {text.end}
        </Button>
      </Group>
    </li>
  );
}

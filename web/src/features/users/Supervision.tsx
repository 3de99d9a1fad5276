import { Button, Group, NativeSelect, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addSupervision, removeSupervision } from '../../api';
import { strings } from '../../strings';
import { QueryProblem } from '../../ui/QueryProblem';
import { useDeed } from '../../ui/useDeed';
import { supervisedQuery, type User, usersQuery } from './queries';
import classes from './Supervision.module.css';

const text = strings.supervision;

/** Whose clients a supervisor may read. A change takes effect at once. */
export function Supervision({ supervisor }: { supervisor: User }) {
  const supervised = useQuery(supervisedQuery(supervisor.id));
  const users = useQuery(usersQuery);
  const [chosen, setChosen] = useState('');
  const renews = [supervisedQuery(supervisor.id).queryKey];
  const path = (therapist_id: string) => ({ id: supervisor.id, therapist_id });
  const add = useDeed<string>({
    run: (therapist) => addSupervision({ path: path(therapist) }),
    renews,
    tell: true,
  });
  const remove = useDeed<string>({
    run: (therapist) => removeSupervision({ path: path(therapist) }),
    renews,
    tell: true,
  });
  if (supervised.isPending) return <Skeleton height={48} />;
  if (supervised.data === undefined) {
    return <QueryProblem error={supervised.error} retry={supervised.refetch} />;
  }
  const known = new Set(supervised.data.map(({ id }) => id));
  const names = new Map((users.data ?? []).map(({ id, full_name }) => [id, full_name]));
  const free = (users.data ?? []).filter(
    ({ id, role, is_active }) => role === 'therapist' && is_active && !known.has(id),
  );
  return (
    <section>
      <Title order={2} mb="xs">
        {text.title}
      </Title>
      {known.size === 0 ? (
        <Text mb="sm">{text.none}</Text>
      ) : (
        <ul className={classes.list}>
          {[...known].map((id) => {
            const name = names.get(id) ?? id;
            return (
              <li key={id} className={classes.line}>
                {name}
                <Button
                  size="xs"
                  variant="default"
                  aria-label={text.removeOf(name)}
                  onClick={() => remove.mutate(id)}
                >
                  {text.remove}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      {free.length > 0 && (
        <Group gap="sm" align="flex-end">
          <NativeSelect
            label={text.therapist}
            data={[
              { value: '', label: text.choose },
              ...free.map(({ id, full_name }) => ({ value: id, label: full_name })),
            ]}
            value={chosen}
            onChange={({ currentTarget: { value } }) => setChosen(value)}
          />
          <Button
            variant="default"
            disabled={chosen === ''}
            loading={add.isPending}
            onClick={() => add.mutate(chosen, { onSuccess: () => setChosen('') })}
          >
            {text.add}
          </Button>
        </Group>
      )}
    </section>
  );
}

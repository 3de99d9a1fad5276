import { Button, Group, NativeSelect, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { dayOf } from '../../ui/format';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { Section } from '../../ui/Section';
import { useDeed } from '../../ui/useDeed';
import { addParticipant, CAPACITIES, endParticipant, type Participant } from './api';
import classes from './people.module.css';
import { participantsQuery } from './queries';

const text = strings.people;

interface PeopleSectionProps {
  patientId: string;
  mayManage: boolean;
}

/** Who else is in the room: everybody whose voice a recording holds. */
export function PeopleSection({ patientId, mayManage }: PeopleSectionProps) {
  const people = useQuery(participantsQuery(patientId));
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title={text.title}
      actions={
        mayManage &&
        !adding && (
          <Button size="xs" variant="default" onClick={() => setAdding(true)}>
            {text.add}
          </Button>
        )
      }
    >
      {people.isPending && <Skeleton height={30} />}
      {people.isError && !people.data && <QueryProblem error={people.error} retry={people.refetch} />}
      {people.data?.length === 0 && <Text c="dimmed">{text.none}</Text>}
      {people.data !== undefined && people.data.length > 0 && (
        <ul className={classes.list}>
          {people.data.map((person) => (
            <PersonLine key={person.id} patientId={patientId} person={person} mayManage={mayManage} />
          ))}
        </ul>
      )}
      {adding && <PersonForm patientId={patientId} onClose={() => setAdding(false)} />}
    </Section>
  );
}

interface PersonLineProps extends PeopleSectionProps {
  person: Participant;
}

function PersonLine({ patientId, person: { id, name, capacity, ended_at }, mayManage }: PersonLineProps) {
  const end = useDeed({
    run: () => endParticipant(patientId, id),
    renews: [['patient', patientId]],
    done: () => text.ended(name),
    tell: true,
  });
  return (
    <li>
      <Text span c={ended_at === null ? undefined : 'dimmed'}>
        {name}, {named(text.capacities, capacity)}
        {ended_at !== null && `, ${text.until(dayOf(ended_at))}`}
      </Text>
      {mayManage && ended_at === null && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={text.endOf(name)}
          loading={end.isPending}
          onClick={() => end.mutate()}
        >
          {text.end}
        </Button>
      )}
    </li>
  );
}

function PersonForm({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const form = useForm<{ name: string; capacity: string }>({
    initialValues: { name: '', capacity: CAPACITIES[0] },
    validate: { name: (value) => (value.trim() === '' ? strings.patients.missingName : null) },
  });
  const add = useDeed<typeof form.values>({
    run: ({ name, capacity }) => addParticipant(patientId, name.trim(), capacity),
    renews: [['patient', patientId]],
    done: ({ name }) => text.added(name.trim()),
  });
  return (
    <form
      noValidate
      aria-label={text.add}
      onSubmit={form.onSubmit((values) => add.mutate(values, { onSuccess: onClose }))}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {text.hint}
        </Text>
        <TextInput
          label={text.name}
          autoFocus
          autoComplete="off"
          maxLength={200}
          {...form.getInputProps('name')}
        />
        <NativeSelect
          label={text.capacity}
          data={CAPACITIES.map((value) => ({ value, label: text.capacities[value] }))}
          {...form.getInputProps('capacity')}
        />
        <FormProblem error={add.error} />
        <Group gap="sm">
          <Button type="submit" size="xs" loading={add.isPending}>
            {text.save}
          </Button>
          <Button size="xs" variant="default" onClick={onClose}>
            {strings.common.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

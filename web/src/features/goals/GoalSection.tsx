import { Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { strings } from '../../strings';
import { day, dayOf } from '../../ui/format';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { Section } from '../../ui/Section';
import { useDeed } from '../../ui/useDeed';
import { changeGoal, type Goal, type GoalState } from './api';
import { GoalWindow } from './GoalWindow';
import classes from './goals.module.css';
import { goalsQuery } from './queries';

const text = strings.goals;

interface GoalSectionProps {
  patientId: string;
  mayEdit: boolean;
}

/** What the treatment is for, and what of it was reached. */
export function GoalSection({ patientId, mayEdit }: GoalSectionProps) {
  const goals = useQuery(goalsQuery(patientId));
  const [editing, setEditing] = useState<Goal | 'new' | null>(null);
  const [pastShown, setPastShown] = useState(false);
  const open = (goals.data ?? []).filter(({ state }) => state === 'open');
  const past = (goals.data ?? []).filter(({ state }) => state !== 'open');
  const list = (shown: Goal[]) => (
    <ul className={classes.list}>
      {shown.map((goal) => (
        <GoalLine
          key={goal.id}
          patientId={patientId}
          goal={goal}
          onEdit={mayEdit ? () => setEditing(goal) : undefined}
        />
      ))}
    </ul>
  );
  return (
    <Section
      title={text.title}
      actions={
        mayEdit && (
          <Button size="xs" variant="default" onClick={() => setEditing('new')}>
            {text.add}
          </Button>
        )
      }
    >
      {goals.isPending && <Skeleton height={60} />}
      {goals.isError && !goals.data && <QueryProblem error={goals.error} retry={goals.refetch} />}
      {goals.data?.length === 0 && <Text c="dimmed">{text.none}</Text>}
      {open.length > 0 && list(open)}
      {past.length > 0 && (
        <Button
          size="compact-sm"
          variant="subtle"
          ml={-8}
          mt={4}
          aria-expanded={pastShown}
          onClick={() => setPastShown(!pastShown)}
        >
          {text.past(past.length)}
        </Button>
      )}
      {pastShown && list(past)}
      {editing !== null && (
        <GoalWindow
          patientId={patientId}
          goal={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Section>
  );
}

interface GoalLineProps {
  patientId: string;
  goal: Goal;
  onEdit?: () => void;
}

function GoalLine({ patientId, goal, onEdit }: GoalLineProps) {
  const change = useDeed<GoalState>({
    run: (state) => changeGoal(patientId, goal.id, { state }),
    renews: [['patient', patientId]],
    tell: true,
  });
  const facts: string[] = [];
  if (goal.measure !== null) facts.push(goal.measure);
  if (goal.target_on !== null && goal.state === 'open') facts.push(text.by(day(goal.target_on)));
  if (goal.ended_at !== null) facts.push(text.ended(named(text.states, goal.state), dayOf(goal.ended_at)));
  const deed = (words: string, label: string, state: GoalState) => (
    <Button
      size="compact-xs"
      variant="subtle"
      aria-label={label}
      disabled={change.isPending}
      onClick={() => change.mutate(state)}
    >
      {words}
    </Button>
  );
  return (
    <li className={classes.goal}>
      <p className="reading">{goal.text}</p>
      {facts.length > 0 && (
        <Text size="sm" c="dimmed">
          {facts.join(', ')}
        </Text>
      )}
      {onEdit !== undefined && (
        <div className={classes.deeds}>
          {goal.state === 'open' ? (
            <>
              {deed(text.met, text.metOf(goal.text), 'met')}
              {deed(text.drop, text.dropOf(goal.text), 'dropped')}
              <Button size="compact-xs" variant="subtle" aria-label={text.editOf(goal.text)} onClick={onEdit}>
                {text.edit}
              </Button>
            </>
          ) : (
            deed(text.reopen, text.reopenOf(goal.text), 'open')
          )}
        </div>
      )}
    </li>
  );
}

import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { strings } from '../../strings';
import { moment } from '../../ui/format';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { verificationQuery } from './queries';

const text = strings.audit;

/** Whether the trail was tampered with since the last checkpoint, in a sentence. */
export function Verification() {
  const state = useQuery(verificationQuery);
  if (state.isPending) return <Skeleton height={24} maw={460} mb="lg" />;
  if (state.data === undefined) return <QueryProblem error={state.error} retry={state.refetch} />;
  const { ok, entries, first_broken, reason, last_checkpoint } = state.data;
  return (
    <div>
      {ok ? (
        <Text size="lg">{text.whole(entries)}</Text>
      ) : (
        <Text size="lg" fw={600} c="var(--tb-brick)" role="alert">
          {text.broken(first_broken ?? null, reason ? named(text.breaks, reason) : null)}
        </Text>
      )}
      <Text size="sm" c="dimmed" mb="lg">
        {last_checkpoint
          ? text.checkpoint(last_checkpoint.seq, moment(last_checkpoint.at))
          : text.noCheckpoint}
      </Text>
    </div>
  );
}

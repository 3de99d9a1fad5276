import { Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Session } from '../../api';
import { usePollInterval } from '../../server/events';
import { strings } from '../../strings';
import { QueryProblem } from '../../ui/QueryProblem';
import { isUnderWay } from '../sessions/status';
import { NoteReview } from './NoteReview';
import { reviewQuery } from './queries';

const text = strings.notes;
const SECTIONS = ['a', 'b', 'c'];

/** The note under review, its shape while the first one is being drafted, or why there is none. */
export function ReviewPane({ session }: { session: Session }) {
  const poll = usePollInterval();
  const underWay = isUnderWay(session.status);
  const review = useQuery({
    ...reviewQuery(session.id),
    // A note stays in view while another one is drafted; before the first one there is nothing to ask for.
    enabled: session.extracted_notes != null || session.status === 'processed',
    refetchInterval: underWay ? poll : false,
  });
  if (review.data) return <NoteReview session={session} review={review.data} />;
  if (review.isError) {
    return <QueryProblem error={review.error} retry={review.refetch} notFound={strings.signing.notFound} />;
  }
  if (!review.isLoading && !underWay) {
    return (
      <>
        <Title order={2}>{text.title}</Title>
        <Text c="dimmed">{text.none}</Text>
      </>
    );
  }
  return (
    <>
      <Title order={2} mb={4}>
        {text.title}
      </Title>
      {underWay && (
        <Text c="dimmed" mb="lg">
          {session.status === 'extracting_notes' ? text.drafting : text.pending}
        </Text>
      )}
      <Stack gap="xl" aria-hidden>
        {SECTIONS.map((section) => (
          <div key={section}>
            <Skeleton height={14} width={140} mb={12} />
            <Skeleton height={14} mb={8} />
            <Skeleton height={14} mb={8} />
            <Skeleton height={14} width="60%" />
          </div>
        ))}
      </Stack>
    </>
  );
}

import { notifications } from '@mantine/notifications';
import { queryOptions, useMutation } from '@tanstack/react-query';
import { queryClient } from '../../queries';
import { isCancelled, problemMessage, toProblem } from '../../server/problem';
import { sessionQuery } from '../sessions/queries';
import {
  getDiff,
  getProcessNote,
  getRendered,
  getReview,
  getVersion,
  listVersions,
  type Rendered,
  type Review,
  type VersionDiff,
  type VersionSummary,
} from './api';

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (thrown) {
    if (toProblem(thrown).status === 404) return null;
    throw thrown;
  }
}

/** The note of a session with everything its review needs; null where there is none. */
export const reviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['review', id],
    queryFn: (): Promise<Review | null> => orNull(getReview(id)),
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['review-versions', id],
    queryFn: (): Promise<VersionSummary[]> => listVersions(id),
  });

export const versionQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: ['review-versions', id, number],
    queryFn: () => getVersion(id, number),
  });

export const diffQuery = (id: string, from: number, to: number) =>
  queryOptions({
    queryKey: ['review-versions', id, 'diff', from, to],
    queryFn: (): Promise<VersionDiff> => getDiff(id, from, to),
  });

/** The note in a format. A new revision is another answer. */
export const renderedQuery = (id: string, format: string, revision: number) =>
  queryOptions({
    queryKey: ['review-rendered', id, format, revision],
    queryFn: (): Promise<Rendered> => getRendered(id, format),
  });

/** The caller's own process note of a session; null where there is none. */
export const processNoteQuery = (id: string) =>
  queryOptions({
    queryKey: ['process-note', id],
    queryFn: (): Promise<{ text: string } | null> => orNull(getProcessNote(id)),
    // It is theirs alone: what is typed there must not be replaced by a second answer.
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Takes over the review that an operation answered. */
export function takeReview(review: Review): void {
  const { session_id } = review;
  queryClient.setQueryData(reviewQuery(session_id).queryKey, review);
  queryClient.setQueryData(
    sessionQuery(session_id).queryKey,
    (session) => session && { ...session, note_state: review.state },
  );
  void queryClient.invalidateQueries({ queryKey: versionsQuery(session_id).queryKey });
}

/** Reads the review anew, as after an answer that speaks of a state this page did not know. */
function renewReview(id: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: reviewQuery(id).queryKey });
}

interface ReviewDeed<T> {
  run: (what: T) => Promise<Review>;
  /** Said afterwards. */
  done?: string;
  /** Where there is no place for a refusal, it is said like a success. */
  tell?: boolean;
}

/** Something done to the note of a session. A refusal also means that this page is behind. */
export function useReviewDeed<T = void>(id: string, { run, done, tell = false }: ReviewDeed<T>) {
  return useMutation<Review, Error, T>({
    mutationFn: run,
    onSuccess: (review) => {
      takeReview(review);
      if (done !== undefined) notifications.show({ message: done });
    },
    onError: (thrown) => {
      if (isCancelled(thrown)) return;
      if (tell) notifications.show({ color: 'brick', message: problemMessage(thrown) });
      void renewReview(id);
    },
  });
}

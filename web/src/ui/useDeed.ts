import { notifications } from '@mantine/notifications';
import { type QueryKey, useMutation } from '@tanstack/react-query';
import { queryClient } from '../queries';
import { isCancelled, problemMessage } from '../server/problem';

interface Deed<T> {
  run: (what: T) => Promise<unknown>;
  /** Everything that is different afterwards. */
  renews: QueryKey[];
  /** Said afterwards. */
  done?: (what: T) => string;
  /** Where there is no place for a refusal, it is said like a success. */
  tell?: boolean;
}

/** Something a button does: runs, renews what it changed, says so. */
export function useDeed<T = void>({ run, renews, done, tell = false }: Deed<T>) {
  return useMutation<unknown, Error, T>({
    mutationFn: run,
    onSuccess: (_, what) => {
      if (done !== undefined) notifications.show({ message: done(what) });
      return Promise.all(renews.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    },
    onError: (thrown) => {
      if (tell && !isCancelled(thrown))
        notifications.show({ color: 'brick', message: problemMessage(thrown) });
    },
  });
}

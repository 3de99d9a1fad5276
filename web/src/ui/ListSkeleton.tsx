import { Skeleton, Stack } from '@mantine/core';
import { strings } from '../strings';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The final shape of a list before its rows are here. */
export function ListSkeleton() {
  return (
    <Stack gap={1} role="status" aria-label={strings.common.loading}>
      {ROWS.map((row) => (
        <Skeleton key={row} height={56} radius={0} />
      ))}
    </Stack>
  );
}

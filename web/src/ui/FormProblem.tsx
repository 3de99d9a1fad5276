import { Alert } from '@mantine/core';
import { isCancelled, problemMessage } from '../server/problem';

interface FormProblemProps {
  error: Error | null;
  /** Said instead of the server's words. */
  words?: string;
  /** The problem stands at its field already. */
  placed?: boolean;
}

/** Why what was asked for did not happen; nothing where the person called it off. */
export function FormProblem({ error, words, placed = false }: FormProblemProps) {
  if (error === null || placed || isCancelled(error)) return null;
  return (
    <Alert color="brick" variant="light" p="sm" role="alert">
      {words ?? problemMessage(error)}
    </Alert>
  );
}

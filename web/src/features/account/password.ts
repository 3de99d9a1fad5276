import { strings } from '../../strings';

const PARTS = [/\p{Lu}/u, /\p{Ll}/u, /\p{N}/u, /[^\p{L}\p{N}\p{C}]/u];

/** A message, or null when the composition is right. The server decides, and also knows common passwords. */
export function passwordProblem(value: string): string | null {
  const { length } = [...value];
  const composed = length >= 12 && length <= 128 && PARTS.every((part) => part.test(value));
  return composed ? null : strings.password.rule;
}

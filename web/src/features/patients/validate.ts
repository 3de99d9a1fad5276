import { strings } from '../../strings';

/** A message, or null when the optional field is empty or plausible. The server decides. */
export function emailProblem(value: string): string | null {
  const trimmed = value.trim();
  return trimmed === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(trimmed) ? null : strings.patients.badEmail;
}

export function phoneProblem(value: string): string | null {
  const trimmed = value.trim();
  return trimmed === '' || /^[+\d][\d\s()./-]*$/.test(trimmed) ? null : strings.patients.badPhone;
}

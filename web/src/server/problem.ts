import type { Problem } from '../api';
import { strings } from '../strings';

/** A problem body, or one made here, whose codes are `offline`, `network` and `cancelled`. */
type ProblemFields = Partial<Omit<Problem, 'code' | 'retry_after'>> & {
  code?: string;
  retry_after?: number | null;
};

/** Why a request failed, as the server told it, or code `offline` when no answer came. */
export class RequestProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly formats: string[];
  readonly incident: string | undefined;
  /** Seconds to wait, where there were too many requests. */
  readonly retryAfter: number | undefined;

  constructor(problem: ProblemFields) {
    super(problem.detail || strings.problem.unexpected);
    this.status = problem.status ?? 0;
    this.code = problem.code ?? 'internal';
    this.field = problem.field ?? undefined;
    this.formats = problem.formats ?? [];
    this.incident = problem.incident ?? undefined;
    this.retryAfter = problem.retry_after ?? undefined;
  }
}

function isProblem(value: unknown): value is ProblemFields {
  return typeof value === 'object' && value !== null && ('code' in value || 'detail' in value);
}

/** Turns whatever a failed call threw into a [`RequestProblem`]. */
export function toProblem(thrown: unknown, status?: number): RequestProblem {
  if (thrown instanceof RequestProblem) return thrown;
  if (isProblem(thrown)) return new RequestProblem({ status, ...thrown });
  if (status === undefined) {
    return new RequestProblem({ code: 'offline', detail: strings.problem.offline });
  }
  return new RequestProblem({ status, code: 'internal', detail: strings.problem.unexpected });
}

/** Reads a problem body that arrived as text, as from XMLHttpRequest. */
export function problemFromText(status: number, body: string): RequestProblem {
  try {
    return toProblem(JSON.parse(body), status);
  } catch {
    return toProblem(undefined, status);
  }
}

/** Whether the person called it off themselves, which needs no message. */
export function isCancelled(thrown: unknown): boolean {
  return toProblem(thrown).code === 'cancelled';
}

/** The message a person reads, with what to do next. */
export function problemMessage(thrown: unknown): string {
  const problem = toProblem(thrown);
  const { upload } = strings;
  switch (problem.code) {
    case 'payload_too_large':
      return upload.tooLarge;
    case 'unsupported_format':
      return problem.formats.length > 0 ? upload.unsupported(problem.formats.join(', ')) : problem.message;
    case 'insufficient_storage':
      return upload.diskFull;
    case 'too_many_requests':
      return strings.problem.tooMany(problem.retryAfter ?? 60);
    default:
      return problem.incident
        ? strings.problem.withIncident(problem.message, problem.incident)
        : problem.message;
  }
}

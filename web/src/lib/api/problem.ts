import type { GateDecision, Problem } from './schema.gen';

/** An RFC 9457 answer as an exception; `status` 0 means the server was not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly decision: GateDecision | undefined;
  readonly retryAfterS: number | undefined;

  constructor(problem: Partial<Problem>, status: number, retryAfterS?: number) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code ?? (status === 0 ? 'unreachable' : 'unknown');
    this.field = problem.field;
    this.decision = problem.decision;
    this.retryAfterS = retryAfterS;
  }
}

export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError;
}

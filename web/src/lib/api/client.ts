import createClient, { type Middleware } from 'openapi-fetch';

import { learnServerTime } from '../clock';

import { ApiError } from './problem';
import type { paths, Problem } from './schema.gen';

let csrfToken = '';
let onSignedOut: () => void = () => undefined;

export function setCsrfToken(token: string): void {
  csrfToken = token;
}

/** What happens when the server no longer knows the session. */
export function setSignedOutHandler(handler: () => void): void {
  onSignedOut = handler;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

const middleware: Middleware = {
  onRequest({ request }) {
    if (!SAFE.has(request.method) && csrfToken !== '') request.headers.set('x-csrf-token', csrfToken);
    return request;
  },
  onResponse({ response, schemaPath }) {
    learnServerTime(response.headers.get('date'));
    if (response.status === 401 && schemaPath !== '/api/v1/session') onSignedOut();
    return response;
  },
};

export const api = createClient<paths>({
  baseUrl: typeof window === 'undefined' ? '/' : window.location.origin,
  credentials: 'same-origin',
  fetch: (request) => globalThis.fetch(request),
});
api.use(middleware);

function toProblem(body: unknown): Partial<Problem> {
  return typeof body === 'object' && body !== null ? body : {};
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a good answer, or an ApiError thrown. */
export async function unwrap<T>(pending: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await pending;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError({}, 0);
  }
  if (!answer.response.ok) {
    const after = Number(answer.response.headers.get('retry-after'));
    throw new ApiError(toProblem(answer.error), answer.response.status, after > 0 ? after : undefined);
  }
  return answer.data as T;
}

/** For the one request that does not go through `api`: the import, which shows its upload. */
export function csrfHeader(): Record<string, string> {
  return csrfToken === '' ? {} : { 'x-csrf-token': csrfToken };
}

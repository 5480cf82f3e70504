import { QueryClient } from '@tanstack/react-query';

import { isApiError } from './problem';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        // A refusal will not change by asking again; an unreachable server may.
        retry: (count, error) => count < 2 && isApiError(error) && (error.status === 0 || error.status >= 502),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4_000),
      },
      mutations: { retry: false },
    },
  });
}

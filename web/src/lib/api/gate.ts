import { queryOptions } from '@tanstack/react-query';

import { api, unwrap } from './client';
import { pagesOptions } from './pages';
import type { GateQuestion } from './schema.gen';

/** Asking stores a decision, so the answer is kept for a while and not asked again on focus. */
export const gateQuery = (question: GateQuestion) =>
  queryOptions({
    queryKey: ['gate', 'check', question],
    staleTime: 60_000,
    refetchInterval: question.at == null ? 60_000 : false,
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/gate/check', { body: question, signal })),
  });

export interface DecisionFilter {
  customer_id?: number | undefined;
  phone_number?: string | undefined;
  verdict?: 'allow' | 'refuse' | undefined;
}

export const decisionsQuery = (filter: DecisionFilter) =>
  pagesOptions(['gate', 'decisions', filter], (cursor, signal) =>
    unwrap(
      api.GET('/api/v1/gate/decisions', {
        params: {
          query: {
            ...(filter.customer_id === undefined ? {} : { customer_id: filter.customer_id }),
            ...(filter.phone_number ? { phone_number: filter.phone_number } : {}),
            ...(filter.verdict ? { verdict: filter.verdict } : {}),
            ...(cursor ? { cursor } : {}),
          },
        },
        signal,
      }),
    ),
  );

export const decisionQuery = (id: string) =>
  queryOptions({
    queryKey: ['gate', 'decision', id],
    staleTime: Infinity,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/gate/decisions/{id}', { params: { path: { id } }, signal })),
  });

import { queryOptions } from '@tanstack/react-query';

import { api, unwrap } from './client';
import { pagesOptions } from './pages';

export const customersQuery = (q: string) =>
  pagesOptions(['customers', 'search', q], (cursor, signal) =>
    unwrap(
      api.GET('/api/v1/customers', {
        params: { query: { ...(q === '' ? {} : { q }), ...(cursor ? { cursor } : {}), limit: 50 } },
        signal,
      }),
    ),
  );

export const customerQuery = (id: number) =>
  queryOptions({
    queryKey: ['customers', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/customers/{id}', { params: { path: { id } }, signal })),
  });

export const historyQuery = (id: number) =>
  pagesOptions(['customers', 'history', id], (cursor, signal) =>
    unwrap(
      api.GET('/api/v1/customers/{id}/history', {
        params: { path: { id }, query: { ...(cursor ? { cursor } : {}), limit: 30 } },
        signal,
      }),
    ),
  );

export const callbacksQuery = (scope: 'mine' | 'team') =>
  pagesOptions(['callbacks', scope], (cursor, signal) =>
    unwrap(api.GET('/api/v1/callbacks', { params: { query: { scope, ...(cursor ? { cursor } : {}) } }, signal })),
  );

export const dispositionsQuery = queryOptions({
  queryKey: ['dispositions'],
  staleTime: 300_000,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/dispositions', { signal }))).items,
});

export function addNote(id: number, text: string) {
  return unwrap(api.POST('/api/v1/customers/{id}/notes', { params: { path: { id } }, body: { text } }));
}

import { queryOptions } from '@tanstack/react-query';

import { api, unwrap } from './client';
import { pagesOptions } from './pages';

/** Their state moves all the time, so it is asked for again while somebody looks. */
const LIVE_MS = 3_000;

export const accountsQuery = {
  ...pagesOptions(['smsc-accounts'], (_cursor, signal) => unwrap(api.GET('/api/v1/smsc-accounts', { signal }))),
  refetchInterval: LIVE_MS,
};

export const pdusQuery = (id: number) =>
  queryOptions({
    queryKey: ['smsc-accounts', 'pdus', id],
    refetchInterval: LIVE_MS,
    queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/smsc-accounts/{id}/pdus', { params: { path: { id } }, signal }))).items,
  });

export const textRoutesQuery = queryOptions({
  queryKey: ['message-routes'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/message-routes', { signal }))).items,
});

export const smppClientsQuery = {
  ...pagesOptions(['smpp-clients'], (_cursor, signal) => unwrap(api.GET('/api/v1/smpp-clients', { signal }))),
  refetchInterval: LIVE_MS,
};

export const webhooksQuery = pagesOptions(['message-webhooks'], (_cursor, signal) => unwrap(api.GET('/api/v1/message-webhooks', { signal })));

export const deliveriesQuery = (id: number) =>
  pagesOptions(['message-webhooks', 'deliveries', id], (cursor, signal) =>
    unwrap(api.GET('/api/v1/message-webhooks/{id}/deliveries', { params: { path: { id }, query: cursor ? { cursor } : {} }, signal })),
  );

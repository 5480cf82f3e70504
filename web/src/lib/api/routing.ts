import { queryOptions } from '@tanstack/react-query';

import { api, unwrap } from './client';
import { pagesOptions } from './pages';

export const trunksQuery = pagesOptions(['routing', 'trunks'], (cursor, signal) =>
  // The contract gives this list no cursor; `next` is always null.
  unwrap(api.GET('/api/v1/trunks', { signal })).then((page) => (cursor ? { items: [], next: null } : page)),
);

export const simsQuery = pagesOptions(['routing', 'sims'], (cursor, signal) =>
  unwrap(api.GET('/api/v1/sims', { signal })).then((page) => (cursor ? { items: [], next: null } : page)),
);

export const gatewaysQuery = pagesOptions(['routing', 'gateways'], (cursor, signal) =>
  unwrap(api.GET('/api/v1/gateways', { signal })).then((page) => (cursor ? { items: [], next: null } : page)),
);

export const gsmQuery = queryOptions({
  queryKey: ['routing', 'gsm'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/gsm-authorisation', { signal })),
});

import { queryOptions } from '@tanstack/react-query';

import { api, unwrap } from './client';
import { pagesOptions } from './pages';
import type { ParameterFleetMetric as FleetMetric } from './schema.gen';

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

export const plansQuery = pagesOptions(['routing', 'plans'], (cursor, signal) =>
  unwrap(api.GET('/api/v1/sim-plans', { signal })).then((page) => (cursor ? { items: [], next: null } : page)),
);

export const operatorsQuery = pagesOptions(['routing', 'operators'], (cursor, signal) =>
  unwrap(api.GET('/api/v1/operators', { signal })).then((page) => (cursor ? { items: [], next: null } : page)),
);

export const groupsQuery = pagesOptions(['routing', 'groups'], (cursor, signal) =>
  unwrap(api.GET('/api/v1/route-groups', { signal })).then((page) => (cursor ? { items: [], next: null } : page)),
);

export const callerSeriesQuery = pagesOptions(['routing', 'caller-series'], (cursor, signal) =>
  unwrap(api.GET('/api/v1/caller-series', { signal })).then((page) => (cursor ? { items: [], next: null } : page)),
);

/** What a box says that nobody understands. */
export const wordsQuery = (box: number) =>
  queryOptions({
    queryKey: ['gateway-words', box],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/gateways/{id}/words', { params: { path: { id: box } }, signal })),
  });

/** Whose history: a SIM's, or a port's whatever SIM sat in it. */
export type HistoryOf = { iccid: string } | { box: number; port: number };

/** The last `hours`; asked anew each minute, for a graph that stands open. */
export const historyQuery = (of: HistoryOf, metric: FleetMetric, hours: number) =>
  queryOptions({
    queryKey: ['routing', 'history', of, metric, hours],
    queryFn: ({ signal }) => {
      const query = { metric, from: new Date(Date.now() - hours * 3_600_000).toISOString() };
      return 'iccid' in of
        ? unwrap(api.GET('/api/v1/sims/{iccid}/history', { params: { path: { iccid: of.iccid }, query }, signal }))
        : unwrap(api.GET('/api/v1/gateways/{id}/ports/{port}/history', { params: { path: { id: of.box, port: of.port }, query }, signal }));
    },
    refetchInterval: 60_000,
  });

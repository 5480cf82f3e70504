import { queryOptions } from '@tanstack/react-query';

import { api, unwrap } from './client';
import { pagesOptions } from './pages';
import type { Alert, Severity } from './schema.gen';

export const ALERT_STATES = ['active', 'open', 'acknowledged', 'resolved'] as const;
export type AlertStateFilter = (typeof ALERT_STATES)[number];
export const SEVERITIES = ['critical', 'warning', 'info'] as const satisfies readonly Severity[];

export interface AlertSearch {
  state?: AlertStateFilter;
  severity?: Severity;
  q?: string;
}

export const isAlertState = (value: unknown): value is AlertStateFilter => (ALERT_STATES as readonly unknown[]).includes(value);
export const isSeverity = (value: unknown): value is Severity => (SEVERITIES as readonly unknown[]).includes(value);

export const alertsQuery = ({ state = 'active', severity, q }: AlertSearch) =>
  pagesOptions<Alert>(['alerts', 'list', state, severity ?? '', q ?? ''], (cursor, signal) =>
    unwrap(
      api.GET('/api/v1/alerts', {
        params: { query: { state, ...(severity ? { severity } : {}), ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) } },
        signal,
      }),
    ),
  );

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ['alerts', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/alerts/{id}', { params: { path: { id } }, signal })),
  });

/** What each kind means and what to do: as the server says it, in e-mails too. */
export const alertKindsQuery = queryOptions({
  queryKey: ['alert-kinds'],
  staleTime: Infinity,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/alert-kinds', { signal })),
});

export const alertSettingsQuery = queryOptions({
  queryKey: ['alert-settings'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/alert-settings', { signal })),
});

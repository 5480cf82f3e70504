import type { QueryClient } from '@tanstack/react-query';

import { api } from '../api/client';
import type { Notice, Role } from '../api/schema.gen';
import { may } from '../auth/policy';
import { endSession } from '../auth/session';

import { applyEvent, applySnapshot } from './apply';
import { EventStream } from './event-stream';
import { resetLive, useLive } from './live-store';

function topicsOf(role: Role): string {
  const topics = may(role, 'phone') ? ['me', 'calls'] : ['calls'];
  if (may(role, 'texts.view')) topics.push('messages');
  if (may(role, 'live')) topics.push('agents');
  if (may(role, 'routing.view')) topics.push('routing');
  if (may(role, 'alerts.view')) topics.push('alerts');
  return topics.join(',');
}

/** Runs the stream for a signed-in person; the answer stops it. */
export function connectEvents(role: Role, queries: QueryClient, notify: (notice: Notice) => void): () => void {
  const stream = new EventStream({
    url: (after) => {
      const url = new URL('/api/v1/events', window.location.href);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      url.searchParams.set('topics', topicsOf(role));
      if (after !== null) url.searchParams.set('after', after);
      return url.href;
    },
    onSnapshot: (snapshot) => applySnapshot(snapshot, queries),
    onEvent: (event) => applyEvent(event, queries, notify),
    onStatus: (status) => useLive.setState({ status }),
    probe: async () => {
      const { response } = await api.GET('/api/v1/session');
      if (response.status >= 500) throw new Error('not ready');
      return response.ok;
    },
    onSignedOut: () => endSession(true),
  });
  const online = () => stream.retryNow();
  window.addEventListener('online', online);
  stream.start();
  return () => {
    window.removeEventListener('online', online);
    stream.stop();
    resetLive();
  };
}

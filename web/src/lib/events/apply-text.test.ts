import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { threadQuery } from '../api/messages';
import type { Message, Notice, Session } from '../api/schema.gen';
import { useSession } from '../auth/session';

import { applyText } from './apply-text';

let serial = 0;
function text(change: Partial<Message> = {}): Message {
  serial += 1;
  return { id: `m${serial}`, direction: 'received', customer: { id: 7, name: 'Asha' }, phone_number: '+919876500001', message: 'I paid', owner: { id: 3, name: 'Kiran' }, unread: true, batch_id: null, done_at: null, ...change } as Message;
}

describe('a text on the event stream', () => {
  let queries: QueryClient;
  let told: Notice[];
  const apply = (message: Message) => applyText(message, queries, (notice) => told.push(notice));
  const shown = () => queries.getQueryData<{ pages: { items: Message[] }[] }>(threadQuery('c7').queryKey)?.pages.flatMap((page) => page.items.map((one) => `${one.id} ${one.status}`));

  beforeEach(() => {
    vi.useFakeTimers();
    queries = new QueryClient();
    told = [];
    useSession.setState({ session: { user: { id: 3 } } as unknown as Session });
  });
  afterEach(() => {
    vi.useRealTimers();
    useSession.setState({ session: undefined });
  });

  it('shows at once in the thread that is open, and later changes in its place', () => {
    queries.setQueryData(threadQuery('c7').queryKey, { pages: [{ items: [], next: null }], pageParams: [undefined] });
    const sent = text({ direction: 'sent', status: 'submitted' });
    apply(sent);
    apply(text({ id: 'reply', status: 'received' }));
    apply({ ...sent, status: 'delivered' });
    expect(shown()).toEqual(['reply received', `${sent.id} delivered`]);
  });

  it('makes no thread of one that nobody opened', () => {
    apply(text());
    expect(shown()).toBeUndefined();
  });

  it('is told to the telecaller it belongs to, once', () => {
    const reply = text();
    apply(reply);
    apply({ ...reply, updated_at: 'later' });
    expect(told).toHaveLength(1);
  });

  it('is not told when it is another’s, or what I sent myself', () => {
    apply(text({ owner: { id: 4, name: 'Ravi' } }));
    apply(text({ owner: null }));
    apply(text({ direction: 'sent', unread: false }));
    expect(told).toEqual([]);
  });

  it('makes the lists be asked again once for many', () => {
    const again = vi.spyOn(queries, 'invalidateQueries');
    for (let i = 0; i < 50; i += 1) apply(text({ owner: null }));
    expect(again).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(again.mock.calls.filter(([filter]) => JSON.stringify(filter?.queryKey) === '["conversations","list"]')).toHaveLength(1);
  });
});

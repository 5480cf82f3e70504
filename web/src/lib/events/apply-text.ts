import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import i18next from 'i18next';

import { threadKey, threadQuery } from '../api/messages';
import type { Page } from '../api/pages';
import type { Message, Notice } from '../api/schema.gen';
import { useSession } from '../auth/session';
import { phone } from '../format/format';

/** Into its place in a thread that is loaded: where it was, or on top when it is new. */
function intoThread(message: Message, queries: QueryClient): void {
  queries.setQueryData<InfiniteData<Page<Message>>>(threadQuery(threadKey(message)).queryKey, (data) => {
    const [first, ...rest] = data?.pages ?? [];
    if (!data || !first) return data;
    const known = data.pages.some((page) => page.items.some((other) => other.id === message.id));
    if (!known) return { ...data, pages: [{ ...first, items: [message, ...first.items] }, ...rest] };
    return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map((other) => (other.id === message.id ? message : other)) })) };
  });
}

const GATHER_MS = 400;
const waiting = new WeakMap<QueryClient, Set<string>>();

/** A bulk send changes many texts in a breath: what lists them is asked again once for all. */
function askAgainSoon(queries: QueryClient, keys: readonly (readonly unknown[])[]): void {
  const gathered = waiting.get(queries) ?? new Set<string>();
  for (const key of keys) gathered.add(JSON.stringify(key));
  if (waiting.has(queries)) return;
  waiting.set(queries, gathered);
  setTimeout(() => {
    waiting.delete(queries);
    for (const key of gathered) void queries.invalidateQueries({ queryKey: JSON.parse(key) as unknown[] });
  }, GATHER_MS);
}

/** Each id is told once: the same text changes again when it is read. */
const told = new Set<string>();

function tell(message: Message, notify: (notice: Notice) => void): void {
  const me = useSession.getState().session?.user.id;
  if (message.direction !== 'received' || !message.unread || me === undefined || message.owner?.id !== me || told.has(message.id)) return;
  told.add(message.id);
  notify({ level: 'info', text: i18next.t('common:text.reply', { who: message.customer?.name ?? phone(message.phone_number), text: message.message.slice(0, 80) }) });
}

/** A text that came or changed: its thread is patched at once, lists and counts follow. */
export function applyText(message: Message, queries: QueryClient, notify: (notice: Notice) => void): void {
  intoThread(message, queries);
  queries.setQueryData(['messages', 'one', message.id], (detail: object | undefined) => (detail ? { ...detail, ...message } : detail));
  tell(message, notify);
  askAgainSoon(queries, [
    ['conversations', 'list'],
    ['messages', 'one', message.id],
    ...(message.batch_id === null ? [] : [['message-batches']]),
    ...(message.customer ? [['customers', 'history', message.customer.id]] : []),
    // STOP or START may have come, and an attempt may be used up.
    ...(message.direction === 'received' || message.done_at !== null ? [['gate', 'check']] : []),
  ]);
}

import { queryOptions } from '@tanstack/react-query';

import { api, unwrap } from './client';
import { pagesOptions } from './pages';
import type { MessagePreviewWrite, MessageWrite } from './schema.gen';

export type ConversationScope = 'mine' | 'team' | 'unknown';

export const conversationsQuery = (scope: ConversationScope, unread: boolean) =>
  pagesOptions(['conversations', 'list', scope, unread], (cursor, signal) =>
    unwrap(api.GET('/api/v1/conversations', { params: { query: { scope, ...(unread ? { unread } : {}), ...(cursor ? { cursor } : {}) } }, signal })),
  );

/** The messages of a thread, newest first. */
export const threadQuery = (key: string) =>
  pagesOptions(['conversations', 'thread', key], (cursor, signal) =>
    unwrap(api.GET('/api/v1/conversations/{key}', { params: { path: { key }, query: { limit: 50, ...(cursor ? { cursor } : {}) } }, signal })),
  );

/** A borrower's thread has this key, and a stranger's their number. */
export const threadKey = (message: { customer: { id: number } | null; phone_number: string }) => (message.customer ? `c${message.customer.id}` : message.phone_number);

export function readConversation(key: string) {
  return unwrap(api.POST('/api/v1/conversations/{key}/read', { params: { path: { key } } }));
}

export const messageQuery = (id: string) =>
  queryOptions({
    queryKey: ['messages', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/messages/{id}', { params: { path: { id } }, signal })),
  });

/** What a draft would become: asked while somebody types, so an answer is kept for a moment only. */
export const previewQuery = (body: MessagePreviewWrite) =>
  queryOptions({
    queryKey: ['messages', 'preview', body],
    staleTime: 30_000,
    gcTime: 60_000,
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/message-previews', { body, signal })),
  });

/** `key` makes a second press of the same draft answer with the first's message. */
export function sendMessage(body: MessageWrite, key: string) {
  return unwrap(api.POST('/api/v1/messages', { params: { header: { 'Idempotency-Key': key } }, body }));
}

export function cancelMessage(id: string) {
  return unwrap(api.POST('/api/v1/messages/{id}/cancel', { params: { path: { id } } }));
}

export const templatesQuery = (active?: boolean) =>
  pagesOptions(['templates', active ?? 'all'], (cursor, signal) =>
    unwrap(api.GET('/api/v1/message-templates', { params: { query: { limit: 200, ...(active === undefined ? {} : { active }), ...(cursor ? { cursor } : {}) } }, signal })),
  );

export const templateQuery = (id: number) =>
  queryOptions({
    queryKey: ['templates', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/message-templates/{id}', { params: { path: { id } }, signal })),
  });

export const messageRulesQuery = pagesOptions(['message-rules'], (_cursor, signal) => unwrap(api.GET('/api/v1/message-rules', { signal })));

export const batchesQuery = pagesOptions(['message-batches'], (cursor, signal) =>
  unwrap(api.GET('/api/v1/message-batches', { params: { query: cursor ? { cursor } : {} }, signal })),
);

export const keywordsQuery = pagesOptions(['keyword-rules'], (_cursor, signal) => unwrap(api.GET('/api/v1/keyword-rules', { signal })));

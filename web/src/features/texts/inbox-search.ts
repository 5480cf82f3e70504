import type { ConversationScope } from '@/lib/api/messages';

/** What of the inbox stands in the address. */
export interface InboxSearch {
  scope?: ConversationScope | undefined;
  unread?: boolean | undefined;
  open?: string | undefined;
}

const SCOPES: readonly unknown[] = ['mine', 'team', 'unknown'] satisfies ConversationScope[];

export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  const open = search['open'];
  return {
    ...(SCOPES.includes(search['scope']) ? { scope: search['scope'] as ConversationScope } : {}),
    ...(search['unread'] === true ? { unread: true } : {}),
    ...((typeof open === 'string' && open !== '') || typeof open === 'number' ? { open: String(open) } : {}),
  };
}

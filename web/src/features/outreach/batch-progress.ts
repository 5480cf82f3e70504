import type { Tone } from '@/components/status-badge';
import type { MessageBatch, MessageStatus } from '@/lib/api/schema.gen';

export const BATCH_TONES: Record<MessageBatch['state'], Tone> = { dry_run: 'quiet', running: 'info', done: 'good', cancelled: 'warn' };

/** In the order a text goes through them. */
export const STATES = ['queued', 'submitted', 'accepted', 'delivered', 'failed', 'expired', 'unknown', 'refused', 'cancelled'] as const satisfies readonly MessageStatus[];

export function total(batch: MessageBatch): number {
  return Object.values(batch.progress).reduce((sum, count) => sum + count, 0);
}

/** Texts that left or will not: all but those that wait. */
export function done(batch: MessageBatch): number {
  return total(batch) - (batch.progress['queued'] ?? 0);
}

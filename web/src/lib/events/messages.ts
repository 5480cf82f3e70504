import type { Call, MeTopic, StreamMessage, StreamSnapshot } from '../api/schema.gen';

/** What I am doing: the topic `me`, once the outcome I owe is known as a whole call. */
export interface Me extends Omit<MeTopic, 'needs_outcome'> {
  needs_outcome: Call | null;
}

/** A snapshot has the topics that were asked for. */
export type Topics = StreamSnapshot['topics'];

/** Null for anything that is not a message of the stream. */
export function parseMessage(text: string): StreamMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  if (value.type === 'snapshot' || value.type === 'event') return value as StreamMessage;
  return null;
}

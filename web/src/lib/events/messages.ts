import type { Agent, Call } from '../api/schema.gen';

/** What I am doing, as the server says: the data of the topic `me`. */
export interface Me {
  agent: Agent | null;
  call: Call | null;
  needs_outcome: Call | null;
}

export interface Snapshot {
  type: 'snapshot';
  cursor: string;
  topics: Record<string, unknown>;
  missed: StreamEvent[];
}

export interface StreamEvent {
  type?: 'event';
  cursor: string;
  topic: string;
  name: string;
  data: unknown;
}

export interface ScreenPop {
  call_id: string;
  customer_id: number | null;
  phone_number: string;
}

export interface Notice {
  level: 'info' | 'warning' | 'error';
  text: string;
}

export type Message = Snapshot | (StreamEvent & { type: 'event' });

/** Null for anything that is not a message of the stream. */
export function parseMessage(text: string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  if (value.type === 'snapshot' || value.type === 'event') return value as Message;
  return null;
}

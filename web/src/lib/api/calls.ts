import { queryOptions } from '@tanstack/react-query';

import { api, unwrap } from './client';
import { pagesOptions } from './pages';
import type { Agent, Call, operations, Outcome } from './schema.gen';

type CallQuestion = NonNullable<operations['listCalls']['parameters']['query']>;
/** Which calls a list shows; what is absent lets every call through. */
export type CallFilter = Omit<CallQuestion, 'cursor' | 'limit' | 'live'>;

export const callsQuery = (filter: CallFilter) =>
  pagesOptions(['calls', 'log', filter], (cursor, signal) =>
    unwrap(api.GET('/api/v1/calls', { params: { query: { ...filter, ...(cursor ? { cursor } : {}) } }, signal })),
  );

export const callQuery = (id: string) =>
  queryOptions({
    queryKey: ['calls', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/calls/{id}', { params: { path: { id } }, signal })),
  });

export const waveformQuery = (id: string) =>
  queryOptions({
    queryKey: ['calls', 'waveform', id],
    staleTime: Infinity,
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/calls/{id}/recording/waveform', { params: { path: { id } }, signal })),
  });

export const recordingUrl = (id: string, download = false) =>
  `/api/v1/calls/${encodeURIComponent(id)}/recording${download ? '?download=true' : ''}`;

export interface StartCall {
  customer_id?: number;
  phone_number?: string;
  loan_id?: number | null;
}

export function startCall(body: StartCall, key: string): Promise<Call> {
  return unwrap(api.POST('/api/v1/calls', { body, params: { header: { 'Idempotency-Key': key } } }));
}

type PlainVerb = 'answer' | 'hangup' | 'mute' | 'unmute' | 'hold' | 'resume' | 'transfer/complete' | 'transfer/cancel' | 'conference' | 'recording/resume';

export function callVerb(id: string, verb: PlainVerb): Promise<Call> {
  return unwrap(api.POST(`/api/v1/calls/{id}/${verb}`, { params: { path: { id } } }));
}

export function pauseRecording(id: string): Promise<Call> {
  return unwrap(api.POST('/api/v1/calls/{id}/recording/pause', { params: { path: { id } }, body: { reason: 'payment_details' } }));
}

export function sendDtmf(id: string, digits: string): Promise<Call> {
  return unwrap(api.POST('/api/v1/calls/{id}/dtmf', { params: { path: { id } }, body: { digits } }));
}

export interface Transfer {
  kind: 'blind' | 'consult';
  to_user_id?: number;
  to_phone_number?: string;
}

export function transferCall(id: string, body: Transfer): Promise<Call> {
  return unwrap(api.POST('/api/v1/calls/{id}/transfer', { params: { path: { id } }, body }));
}

export function putOutcome(id: string, body: Outcome): Promise<Call> {
  return unwrap(api.PUT('/api/v1/calls/{id}/outcome', { params: { path: { id } }, body }));
}

export function setMyState(state: 'ready' | 'paused' | 'offline', reason: string | null): Promise<Agent> {
  return unwrap(api.PUT('/api/v1/agents/me/state', { body: { state, reason } }));
}

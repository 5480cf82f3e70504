import { create } from 'zustand';

import type { Agent, Alert, Call, ScreenPop } from '../api/schema.gen';

import type { StreamStatus } from './event-stream';
import type { Me } from './messages';
import { NOTHING, withOutcome } from './reduce-me';

interface Live {
  status: StreamStatus;
  /** Whether a first snapshot has come. */
  known: boolean;
  me: Me;
  calls: Call[];
  agents: Agent[];
  /** What is wrong and not resolved, for those who may see it. */
  alerts: Alert[];
  /** The last borrower the server asked to show; consumed by the desk. */
  pop: ScreenPop | null;
}

const EMPTY: Live = { status: 'connecting', known: false, me: NOTHING, calls: [], agents: [], alerts: [], pop: null };

/** What the server last said over the event stream. Nothing but the stream writes here. */
export const useLive = create<Live>(() => EMPTY);

export function resetLive(): void {
  useLive.setState(EMPTY);
}

export const useMe = () => useLive((live) => live.me);

/** The answer to PUT outcome says that the outcome is written; the event that follows says the same. */
export function settleOutcome(saved: Call): void {
  useLive.setState((live) => ({ me: withOutcome(live.me, saved.id) }));
}

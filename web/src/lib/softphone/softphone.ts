/**
 * The telecaller's phone as the page sees it. Verbs of a call (mute, hold, tones, hang up) are the
 * server's: this port only carries the audio and says how the line is, so nothing shown can lie.
 */
export interface Softphone {
  state(): PhoneState;
  subscribe(listener: (state: PhoneState) => void): () => void;
  start(): void;
  /** Lets go of the line. Sends no BYE: a running call is given back when the phone returns. */
  stop(): void;
  /** Answers the call that rings; does nothing where none rings. */
  answer(): Promise<void>;
  /** Opens the line anew now, as after a change of network. */
  reconnect(): void;
  /** What the audio path has counted so far; null without a call. */
  counters(): Promise<AudioCounters | null>;
  /** The server knows no call of mine: forget a session whose signalling was lost with its line. */
  releaseStale(): void;
}

export type LineState = 'offline' | 'connecting' | 'registered';
export type PhoneProblem = 'microphone_blocked' | 'microphone_missing' | 'insecure' | 'refused' | 'unreachable';

/** Counted from the start of the call; what the other side hears comes from its RTCP reports. */
export interface AudioCounters {
  received: number;
  lost: number;
  jitterMs: number;
  /** Share of my packets that the other side lost lately, 0 to 1. */
  lostThere: number | null;
  roundTripMs: number | null;
}

export interface PhoneState {
  line: LineState;
  session: 'none' | 'ringing' | 'answering' | 'up';
  /** Who rings, as the INVITE says. */
  caller: string | null;
  remote: MediaStream | null;
  local: MediaStream | null;
  problem: PhoneProblem | null;
}

export const IDLE: PhoneState = {
  line: 'offline',
  session: 'none',
  caller: null,
  remote: null,
  local: null,
  problem: null,
};

/** Credentials as GET /softphone gives them. */
export interface LineCredentials {
  ws_url: string;
  uri: string;
  authorization_username: string;
  password: string;
  ice_servers: RTCIceServer[];
}

export interface LineEvents {
  onInvite: (call: IncomingCall) => void;
  /** The WebSocket closed or the registration ended. */
  onLost: () => void;
}

/** One registration over one WebSocket at a time: what an adapter for a SIP library provides. */
export interface Line {
  /** Resolves when registered; after `renew`, over a new WebSocket. */
  open(): Promise<void>;
  /**
   * Takes fresh credentials for the next `open`, so that the calls of this line stay its own; false
   * where they belong to another identity.
   */
  renew(credentials: LineCredentials): boolean;
  /** Closes the WebSocket; calls are left alone. */
  close(): void;
}

export type LineFactory = (credentials: LineCredentials, events: LineEvents) => Line;

export interface Media {
  local: MediaStream | null;
  remote: MediaStream | null;
}

export interface CallEvents {
  onEnded: () => void;
  /** The audio path broke for good (ICE failed), as after a change of network. */
  onMediaFailed: () => void;
}

export interface IncomingCall {
  readonly autoAnswer: boolean;
  readonly caller: string;
  listen(events: CallEvents): void;
  ring(): void;
  accept(): Promise<Media>;
  busy(): void;
  counters(): Promise<AudioCounters | null>;
  /**
   * Tells the other side over the line's new WebSocket that the call is here now: without it a BYE
   * would go to the old one. False when the other side knows no such call; throws when it gave no
   * clear answer.
   */
  follow(): Promise<boolean>;
  /** Ends it here without a word to the other side. */
  drop(): void;
}

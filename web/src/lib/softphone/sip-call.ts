import { type Invitation, SessionState } from 'sip.js';

import { countersOf } from './quality';
import type { AudioCounters, CallEvents, IncomingCall, Media } from './softphone';

/** What the web handler of SIP.js has beyond its interface. */
interface WebHandler {
  localMediaStream?: MediaStream;
  remoteMediaStream?: MediaStream;
  peerConnection?: RTCPeerConnection;
  peerConnectionDelegate?: { onconnectionstatechange?: (event: Event) => void };
  close(): void;
}

const MEDIA = { constraints: { audio: true, video: false } };
const NO_SUCH_DIALOG = 481;

export class SipCall implements IncomingCall {
  readonly autoAnswer: boolean;
  readonly caller: string;
  #events: CallEvents | null = null;
  #dropped = false;

  constructor(private readonly invitation: Invitation) {
    this.autoAnswer = invitation.request.getHeader('X-Zenix-Auto-Answer')?.trim().toLowerCase() === 'yes';
    const { displayName, uri } = invitation.remoteIdentity;
    this.caller = displayName !== '' ? displayName : (uri.user ?? '');
    invitation.stateChange.addListener((state) => {
      if (state === SessionState.Terminated && !this.#dropped) this.#events?.onEnded();
    });
    invitation.delegate = {
      onSessionDescriptionHandler: (handler) => this.#watch(handler),
    };
  }

  listen(events: CallEvents): void {
    this.#events = events;
  }

  ring(): void {
    void this.invitation.progress().catch(() => undefined);
  }

  async accept(): Promise<Media> {
    await this.invitation.accept({ sessionDescriptionHandlerOptions: MEDIA });
    const handler = this.#handler();
    return { local: handler?.localMediaStream ?? null, remote: handler?.remoteMediaStream ?? null };
  }

  busy(): void {
    void this.invitation.reject({ statusCode: 486 }).catch(() => undefined);
  }

  async counters(): Promise<AudioCounters | null> {
    const report = await this.#handler()?.peerConnection?.getStats();
    return report ? countersOf(report) : null;
  }

  follow(): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.invitation
        .invite({
          sessionDescriptionHandlerOptions: MEDIA,
          requestDelegate: {
            onAccept: () => resolve(true),
            onReject: ({ message }) => {
              if (message.statusCode === NO_SUCH_DIALOG) resolve(false);
              else reject(new Error(`re-INVITE refused: ${message.statusCode ?? 0}`));
            },
          },
        })
        .catch(reject);
    });
  }

  drop(): void {
    this.#dropped = true;
    this.#handler()?.close();
  }

  #handler(): WebHandler | undefined {
    return this.invitation.sessionDescriptionHandler;
  }

  #watch(handler: WebHandler): void {
    handler.peerConnectionDelegate = {
      onconnectionstatechange: () => {
        if (handler.peerConnection?.connectionState === 'failed' && !this.#dropped) this.#events?.onMediaFailed();
      },
    };
  }
}

import { type Invitation, Registerer, RegistererState, UserAgent, type UserAgentOptions, Web } from 'sip.js';

import { takeMicrophone } from './microphone';
import { SipCall } from './sip-call';
import type { Line, LineCredentials, LineEvents } from './softphone';

/** Candidates of this machine are there at once; a slow STUN server must not delay the answer. */
const ICE_WAIT_MS = 300;
const OPEN_TIMEOUT_MS = 6_000;

type HandlerFactory = NonNullable<UserAgentOptions['sessionDescriptionHandlerFactory']>;

/** `ws_url` may be relative to the page: one origin. */
export function absoluteWsUrl(url: string, page = window.location.href): string {
  const absolute = new URL(url, page);
  if (absolute.protocol === 'http:') absolute.protocol = 'ws:';
  if (absolute.protocol === 'https:') absolute.protocol = 'wss:';
  return absolute.href;
}

/** The line over SIP.js 0.21: `UserAgent` and `Registerer` only, no SessionManager. */
export class SipLine implements Line {
  readonly #agent: UserAgent;
  readonly #registerer: Registerer;
  #closed = false;

  constructor(
    credentials: LineCredentials,
    private readonly events: LineEvents,
    handlerFactory: HandlerFactory = Web.defaultSessionDescriptionHandlerFactory(() => takeMicrophone()),
  ) {
    const uri = UserAgent.makeURI(credentials.uri);
    if (!uri) throw new Error(`not a SIP address: ${credentials.uri}`);
    this.#agent = new UserAgent({
      uri,
      authorizationUsername: credentials.authorization_username,
      authorizationPassword: credentials.password,
      transportOptions: { server: absoluteWsUrl(credentials.ws_url), connectionTimeout: 5 },
      sessionDescriptionHandlerFactory: handlerFactory,
      sessionDescriptionHandlerFactoryOptions: {
        iceGatheringTimeout: ICE_WAIT_MS,
        peerConnectionConfiguration: { iceServers: credentials.ice_servers, bundlePolicy: 'max-bundle' },
      },
      logBuiltinEnabled: false,
      // A call that answers itself says nothing before its 200.
      sendInitialProvisionalResponse: false,
      delegate: {
        onInvite: (invitation: Invitation) => this.events.onInvite(new SipCall(invitation)),
        onDisconnect: () => this.#lost(),
      },
    });
    this.#registerer = new Registerer(this.#agent, { expires: 300 });
  }

  async open(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('registration took too long')), OPEN_TIMEOUT_MS);
    });
    try {
      await Promise.race([this.#register(), late]);
    } finally {
      clearTimeout(timer);
    }
    this.#registerer.stateChange.addListener((state) => {
      if (state === RegistererState.Unregistered || state === RegistererState.Terminated) this.#lost();
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // Not `UserAgent.stop`: that would send BYE to a running call.
    void this.#agent.transport.disconnect().catch(() => undefined);
  }

  async #register(): Promise<void> {
    await this.#agent.start();
    await new Promise<void>((resolve, reject) => {
      this.#registerer
        .register({
          requestDelegate: {
            onAccept: () => resolve(),
            onReject: (response) => reject(new Error(`registration refused: ${response.message.statusCode ?? 0}`)),
          },
        })
        .catch(reject);
    });
  }

  #lost(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.events.onLost();
  }
}

import { type Invitation, Registerer, RegistererState, UserAgent, type UserAgentOptions, UserAgentState, Web } from 'sip.js';

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

/** SIP.js takes the address once; ours carries a ticket for one connection. */
class TicketTransport extends Web.Transport {
  aim(server: string): void {
    (this as unknown as { configuration: { server: string } }).configuration.server = server;
  }
}

/** The line over SIP.js 0.21: `UserAgent` and `Registerer` only, no SessionManager. */
export class SipLine implements Line {
  readonly #agent: UserAgent;
  /** One a connection: an old one believes in a registration that went with its WebSocket. */
  #registerer: Registerer | null = null;
  #open = false;
  #closing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly credentials: LineCredentials,
    private readonly events: LineEvents,
    handlerFactory: HandlerFactory = Web.defaultSessionDescriptionHandlerFactory(() => takeMicrophone()),
  ) {
    const uri = UserAgent.makeURI(credentials.uri);
    if (!uri) throw new Error(`not a SIP address: ${credentials.uri}`);
    this.#agent = new UserAgent({
      uri,
      authorizationUsername: credentials.authorization_username,
      authorizationPassword: credentials.password,
      transportConstructor: TicketTransport,
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
  }

  renew(credentials: LineCredentials): boolean {
    const { uri, authorization_username, password } = this.credentials;
    if (credentials.uri !== uri || credentials.authorization_username !== authorization_username || credentials.password !== password) return false;
    // The agent was given TicketTransport as its constructor; SIP.js types it as the interface.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
    (this.#agent.transport as TicketTransport).aim(absoluteWsUrl(credentials.ws_url));
    return true;
  }

  async open(): Promise<void> {
    await this.#closing;
    // While nothing is connected, so that its farewell goes nowhere.
    void this.#registerer?.dispose().catch(() => undefined);
    const registerer = new Registerer(this.#agent, { expires: 300 });
    this.#registerer = registerer;
    this.#open = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('registration took too long')), OPEN_TIMEOUT_MS);
    });
    try {
      await Promise.race([this.#register(registerer), late]);
    } finally {
      clearTimeout(timer);
    }
    registerer.stateChange.addListener((state) => {
      const over = state === RegistererState.Unregistered || state === RegistererState.Terminated;
      if (over && registerer === this.#registerer) this.#lost();
    });
  }

  close(): void {
    this.#open = false;
    // Not `UserAgent.stop`: that would send BYE to a running call.
    this.#closing = this.#agent.transport.disconnect().catch(() => undefined);
  }

  async #register(registerer: Registerer): Promise<void> {
    if (this.#agent.state === UserAgentState.Started) await this.#agent.reconnect();
    else await this.#agent.start();
    await new Promise<void>((resolve, reject) => {
      registerer
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
    if (!this.#open) return;
    this.#open = false;
    this.events.onLost();
  }
}

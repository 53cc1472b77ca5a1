import {
  AppError,
  type ConsumerInfo,
  type JoinInput,
  type LoggedEvent,
  type MediaLossReason,
  type PreparedTransports,
  type RenewMediaOutput,
  type TransportId,
} from '@convene/protocol';
import { clientErrorOf } from './clientError.ts';
import type { Devices } from './Devices.ts';
import type { MediaSignaling } from './mediaPorts.ts';
import { MediaRenewal } from './MediaRenewal.ts';
import { MediaSession, type MediaSessionOptions } from './MediaSession.ts';
import { Scope } from './Scope.ts';
import type { SignalingClient } from './SignalingClient.ts';

type MuteState = Pick<JoinInput, 'muted' | 'cameraOff'>;

export type SessionMediaOptions = Omit<
  MediaSessionOptions,
  'device' | 'transports' | 'former' | 'signaling' | 'onLost'
> & {
  readonly signaling: MediaSignaling & Pick<SignalingClient, 'renewMedia'>;
  readonly devices: Devices;
  /** How this person is muted now. */
  readonly muteState: () => MuteState;
  /** Whether the peer sits; in the lobby media are not renewed, but prepared again. */
  readonly isSeated: () => boolean;
  /** `renewing` is another one; in the lobby: what was prepared is gone. */
  readonly onStanding: () => void;
  readonly onRenewed: (renewed: RenewMediaOutput) => void;
  /** There are no media, and this peer gets none any more. */
  readonly onLost: (error: AppError) => void;
};

/** The media of one peer: those that stand and, once they are lost, others in their place over the same socket. */
export class SessionMedia {
  readonly #options: SessionMediaOptions;
  readonly #scope = new Scope();
  /** Of media that the server told to be lost; their receive transports. */
  readonly #lost = new Set<TransportId>();
  #current: MediaSession | undefined;
  #receiving: Promise<void> = Promise.resolve();
  #renewal: MediaRenewal | undefined;
  /** Those that were renewed, until both transports are connected. */
  #connecting: MediaSession | undefined;

  constructor(options: SessionMediaOptions) {
    this.#options = options;
  }

  get current(): MediaSession | undefined {
    return this.#current;
  }

  /** Media were lost, and do not stand again. */
  get renewing(): boolean {
    return this.#renewal !== undefined || this.#connecting !== undefined;
  }

  /** Resolves when the consumers that the server named first stand: what is sent waits for it. */
  get receiving(): Promise<void> {
    return this.#receiving;
  }

  /** What was made before is let go. */
  async make(transports: PreparedTransports): Promise<MediaSession> {
    const device = await this.#options.devices.load(transports.routerRtpCapabilities);
    if (this.#scope.closed) throw AppError.of('wrongState', { request: 'media', state: 'closed' });
    this.#current?.close();
    return this.#create(device, transports);
  }

  /** In this order, so that on the cold path the consumers come before the channels. */
  begin(media: MediaSession, consumers: readonly ConsumerInfo[]): void {
    this.#receiving = media.received.add(consumers);
    void this.#connect(media);
  }

  /** Events come one at a time and in order; those of media that do not stand yet wait for them. */
  apply(logged: LoggedEvent): void {
    if (this.#renewal === undefined) this.#current?.apply(logged.event);
    else this.#renewal.keep(logged);
  }

  /** The server has said so. */
  lost(transportId: TransportId, reason: MediaLossReason): void {
    this.#lost.add(transportId);
    const media = this.#current;
    if (media?.recvTransportId !== transportId) return;
    if (reason === 'connectionBroken' && this.#options.isSeated()) this.#broken(media, media.wasConnected);
    else if (this.#options.isSeated()) void this.#renew(media);
    else this.#options.onStanding();
  }

  close(): void {
    this.#scope.close();
    this.#current?.close();
  }

  #create(
    device: MediaSessionOptions['device'],
    transports: PreparedTransports,
    former?: MediaSession,
  ): MediaSession {
    const media: MediaSession = new MediaSession({
      ...this.#options,
      device,
      transports,
      former,
      onLost: ({ wasConnected }) => this.#broken(media, wasConnected),
    });
    this.#current = media;
    return media;
  }

  /** The path is, and ICE restarts do not help. What was renewed and never came about is not renewed again: another peer may be luckier. */
  #broken(media: MediaSession, wasConnected: boolean): void {
    const isHopeless = media.isRenewal && !wasConnected;
    if (this.#options.isSeated() && !isHopeless) void this.#renew(media);
    else this.#options.onLost(AppError.of('timeout', { what: 'ice' }));
  }

  async #renew(former: MediaSession): Promise<void> {
    if (this.#scope.closed || this.#current !== former || this.#renewal !== undefined) return;
    const { signaling, devices, log, muteState, onStanding, onRenewed, onLost } = this.#options;
    const lost = former.recvTransportId;
    let asked = muteState();
    const ask = () => {
      asked = muteState();
      return signaling.renewMedia({ lost, ...asked });
    };
    const renewal = new MediaRenewal({ ask, scope: this.#scope, log });
    this.#renewal = renewal;
    onStanding();
    try {
      const answer = await renewal.ask();
      const device = await devices.load(answer.transports.routerRtpCapabilities);
      if (this.#scope.closed) return;
      const media = this.#create(device, answer.transports, former);
      this.#connecting = media;
      this.begin(media, answer.consumers);
      for (const { event } of renewal.eventsAfter(answer)) media.apply(event);
      this.#renewal = undefined;
      onRenewed(answer);
      void this.#receiving.then(() => this.#tellMuteState(lost, asked));
      // A second worker may have died before the answer to the first one's death was here.
      if (this.#lost.has(media.recvTransportId)) void this.#renew(media);
    } catch (error) {
      this.#renewal = undefined;
      if (!this.#scope.closed) onLost(clientErrorOf(error));
    }
  }

  /** What was switched off since nothing is sent of: the same request says it, and changes nothing else. */
  async #tellMuteState(lost: TransportId, asked: MuteState): Promise<void> {
    const { signaling, muteState, log } = this.#options;
    const { muted, cameraOff } = muteState();
    if (muted === asked.muted && cameraOff === asked.cameraOff) return;
    try {
      await signaling.renewMedia({ lost, muted, cameraOff });
    } catch (error) {
      log.debug('mute state unanswered', { code: clientErrorOf(error).code });
    }
  }

  async #connect(media: MediaSession): Promise<void> {
    try {
      await media.connect();
    } catch (error) {
      // Of media that were lost meanwhile the next ones are on their way.
      const isOver = this.#current !== media || this.#lost.has(media.recvTransportId);
      if (!this.#scope.closed && !isOver) this.#options.onLost(clientErrorOf(error));
    }
    if (this.#connecting !== media) return;
    this.#connecting = undefined;
    if (!this.#scope.closed) this.#options.onStanding();
  }
}

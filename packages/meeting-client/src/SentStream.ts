import { AppError, type ProducerId, type Source, type VideoCodec } from '@convene/protocol';
import type { types } from 'mediasoup-client';
import { clientErrorOf } from './clientError.ts';
import type { ClientLog } from './clientLog.ts';
import { sendSettings } from './encodings.ts';
import type { Fidelity } from './localMediaApi.ts';
import { type MediaSignaling, type Producer, producerIdOf, type Transport } from './mediaPorts.ts';
import { Scope } from './Scope.ts';
import { shapeLowest, shapeScreen } from './senderShapes.ts';
import type { ScreenContent } from './snapshot.ts';

/** What shall be sent for a source. A producer without a track keeps its place: the next track needs no negotiation. */
export type Wanted =
  | { readonly state: 'none' }
  | {
      readonly state: 'sent';
      readonly track: MediaStreamTrack;
      readonly paused: boolean;
      /** Of a screen: what it is sent for. */
      readonly content?: ScreenContent;
      /** Of a camera: what everybody can see; VP8 unless it is said. */
      readonly codec?: VideoCodec;
      /** Of a microphone: its codec is set up for it, once for each producer. */
      readonly fidelity?: Fidelity;
    }
  /** Not sent, but soon again: the camera is off, its device released. */
  | { readonly state: 'held' };

/** So long a producer goes on beside the one that takes its place: by then the others have that one's first picture. */
const OVERLAP_MS = 3000;

type Options = {
  readonly source: Source;
  readonly transport: Transport;
  readonly signaling: MediaSignaling;
  readonly log: ClientLog;
  /** The highest spatial layer that anybody wants of a producer, -1: none; undefined: not told, so all are sent. */
  readonly demandOf: (
    producerId: ProducerId,
  ) => { readonly spatialLayer: number; readonly amongMany?: boolean | undefined } | undefined;
  /** As this browser sends it; undefined: it cannot. */
  readonly capabilityOf: (codec: VideoCodec) => types.RtpCodecCapability | undefined;
};

/**
 * Brings one source's producer to what is wanted, one step at a time and always towards the newest wish, however fast
 * the person clicks. A step whose request fails is tried again at the next `sync`.
 */
export class SentStream {
  readonly #options: Options;
  readonly #scope = new Scope();
  #wanted: Wanted = { state: 'none' };
  #producer: Producer | undefined;
  #codec: VideoCodec | undefined;
  /** What the lowest layer of the producer was set to. */
  #amongMany = false;
  /** What the producer has taken the place of, for a moment. */
  #former: Producer | undefined;
  /** What the producer's sender was set to. */
  #content: ScreenContent | undefined;
  #fidelity: Fidelity | undefined;
  /** What the server was told last; undefined: unknown, since the answer was lost. */
  #toldPaused: boolean | undefined;
  #running: Promise<void> | undefined;
  /** A wish may come just after the last step has looked for one. */
  #asked = false;

  constructor(options: Options) {
    this.#options = options;
  }

  get producer(): Producer | undefined {
    return this.#producer;
  }

  /** Resolves when the newest wish stands, or its request failed. */
  want(wanted: Wanted): Promise<void> {
    this.#wanted = wanted;
    return this.sync();
  }

  sync(): Promise<void> {
    this.#asked = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Its transport is closed, and with it what it sends. */
  close(): void {
    this.#scope.close();
  }

  /** The server closed the producer: what is wanted is produced anew at the next `sync`. */
  forget(): void {
    this.#former?.close();
    this.#former = undefined;
    this.#producer?.close();
    this.#producer = undefined;
    this.#toldPaused = undefined;
  }

  async #run(): Promise<void> {
    while (this.#asked) {
      this.#asked = false;
      await this.#stepOn();
    }
    this.#running = undefined;
  }

  /** Until nothing is left to do, or a step fails. */
  async #stepOn(): Promise<void> {
    try {
      while (!this.#options.transport.closed && (await this.#step()));
    } catch (error) {
      const { code } = clientErrorOf(error);
      this.#options.log.warn('sending failed', { source: this.#options.source, code });
    }
  }

  /** Takes one step; answers false when nothing is left to do. */
  async #step(): Promise<boolean> {
    const wanted = this.#wanted;
    const producer = this.#producer;
    // Nothing of what is muted or off may be seen by the one before.
    if (this.#former !== undefined && (wanted.state !== 'sent' || wanted.paused)) {
      await this.#endFormer();
      return true;
    }
    if (producer === undefined) {
      if (wanted.state !== 'sent' || wanted.track.readyState === 'ended') return false;
      await this.#produce(wanted.track, wanted.paused);
      return true;
    }
    // What is muted has nothing to lose between one producer and the next.
    const isMutedAnew = wanted.state === 'sent' && wanted.paused && wanted.fidelity !== this.#fidelity;
    if (wanted.state === 'none' || isMutedAnew) {
      this.forget();
      await this.#options.signaling.closeProducer(producerIdOf(producer));
      return true;
    }
    // Before what asks the server and may fail: a viewer waits for the layer.
    const following = this.#followDemand(producer);
    // Without a wait where there is none: what is wanted may change in it.
    if (following === undefined) return this.#followTrack(wanted, producer);
    await following;
    return true;
  }

  /** Answers `undefined` when nothing is left to do. */
  #followDemand(producer: Producer): Promise<void> | undefined {
    const spatialLayer = this.#demandedLayer(producer);
    if (spatialLayer !== (producer.maxSpatialLayer ?? topLayer(producer))) {
      return producer.setMaxSpatialLayer(spatialLayer);
    }
    const amongMany = this.#options.demandOf(producerIdOf(producer))?.amongMany === true;
    if (amongMany === this.#amongMany) return undefined;
    this.#amongMany = amongMany;
    return shapeLowest(producer, amongMany);
  }

  /** Paused first and resumed last, so that nobody is shown a stream without a picture. */
  async #followTrack(wanted: Exclude<Wanted, { state: 'none' }>, producer: Producer): Promise<boolean> {
    const paused = wanted.state === 'held' || wanted.paused;
    const track = wanted.state === 'held' ? null : wanted.track;
    if (paused && this.#toldPaused !== true) {
      await this.#setPaused(producer, true);
      return true;
    }
    if (producer.track !== track && track?.readyState !== 'ended') {
      if (track !== null) this.#hint(track);
      await producer.replaceTrack({ track });
      return true;
    }
    if (wanted.state === 'sent' && wanted.content !== this.#content) {
      this.#content = wanted.content;
      this.#hint(wanted.track);
      await shapeScreen(producer, wanted.content);
      return true;
    }
    if (!paused && this.#toldPaused !== false) {
      await this.#setPaused(producer, false);
      return true;
    }
    return this.#replaceFor(wanted, producer);
  }

  /** By a producer of the codec or fidelity that is wanted, make before break: the others have the next one from its first picture or sound on. */
  async #replaceFor(wanted: Wanted, producer: Producer): Promise<boolean> {
    const isSent = wanted.state === 'sent' && !wanted.paused && wanted.track.readyState !== 'ended';
    if (!isSent || this.#former !== undefined) return false;
    if (this.#sendableCodec === this.#codec && wanted.fidelity === this.#fidelity) return false;
    await this.#produce(wanted.track, false, producerIdOf(producer));
    this.#former = producer;
    this.#scope.timeout(OVERLAP_MS, () => {
      // It may have ended sooner, and another one overlap by now.
      if (this.#former !== producer) return;
      void this.#endFormer()
        .catch((error: unknown) =>
          this.#options.log.debug('former producer', { code: clientErrorOf(error).code }),
        )
        .then(() => this.sync());
    });
    return true;
  }

  async #endFormer(): Promise<void> {
    const former = this.#former;
    this.#former = undefined;
    if (former === undefined || former.closed) return;
    former.close();
    await this.#options.signaling.closeProducer(producerIdOf(former));
  }

  /** What is wanted, or VP8 where this browser cannot send that. */
  get #sendableCodec(): VideoCodec | undefined {
    if (this.#options.source !== 'camera' || this.#wanted.state !== 'sent') return undefined;
    const { codec = 'vp8' } = this.#wanted;
    return codec === 'vp8' || this.#options.capabilityOf(codec) === undefined ? 'vp8' : codec;
  }

  #demandedLayer(producer: Producer): number {
    if (producer.kind !== 'video') return topLayer(producer);
    return this.#options.demandOf(producerIdOf(producer))?.spatialLayer ?? topLayer(producer);
  }

  async #setPaused(producer: Producer, paused: boolean): Promise<void> {
    const { signaling } = this.#options;
    // Locally at once: what the person says must not depend on the network.
    if (paused) producer.pause();
    else producer.resume();
    this.#toldPaused = undefined;
    await (paused
      ? signaling.pauseProducer(producerIdOf(producer))
      : signaling.resumeProducer(producerIdOf(producer)));
    this.#toldPaused = paused;
  }

  async #produce(track: MediaStreamTrack, paused: boolean, replaces?: ProducerId): Promise<void> {
    const { source, transport } = this.#options;
    track.enabled = !paused;
    const { content, fidelity } = this.#wanted.state === 'sent' ? this.#wanted : {};
    this.#fidelity = fidelity;
    this.#hint(track);
    const codec = this.#sendableCodec;
    const { encodings, codecOptions } = sendSettings(source, {
      ...track.getSettings(),
      codec,
      ...(content !== undefined && { content }),
      ...(fidelity !== undefined && { fidelity }),
    });
    const producer = await transport.produce({
      track,
      ...(codec !== undefined && codec !== 'vp8' && { codec: this.#options.capabilityOf(codec) }),
      encodings: encodings.map((encoding) => ({ ...encoding })),
      codecOptions: { ...codecOptions },
      // The track is LocalMedia's (or the screen's): only its owner stops it.
      stopTracks: false,
      disableTrackOnPause: true,
      zeroRtpOnPause: false,
      appData: { source, paused, ...(replaces !== undefined && { replaces }) },
    });
    if (transport.closed) {
      producer.close();
      throw AppError.cannotProduce('transport closed');
    }
    this.#producer = producer;
    this.#codec = codec;
    this.#amongMany = false;
    this.#toldPaused = paused;
    this.#content = content;
    await shapeScreen(producer, content);
  }

  /** Tells the encoder what to keep when it cannot keep all: pixels of text, frames of what moves. */
  #hint(track: MediaStreamTrack): void {
    if (track.kind === 'audio') {
      track.contentHint = this.#fidelity === 'music' ? 'music' : '';
      return;
    }
    const isText = this.#options.source === 'screen' && !isFilm(this.#wanted);
    track.contentHint = isText ? 'detail' : 'motion';
  }
}

const isFilm = (wanted: Wanted): boolean => wanted.state === 'sent' && wanted.content === 'video';

const topLayer = ({ rtpParameters }: Producer): number => (rtpParameters.encodings?.length ?? 1) - 1;

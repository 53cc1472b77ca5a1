import { AppError, type ProducerId, type Source } from '@convene/protocol';
import { clientErrorOf } from './clientError.ts';
import type { ClientLog } from './clientLog.ts';
import { screenEncoding, sendSettings } from './encodings.ts';
import { type MediaSignaling, type Producer, producerIdOf, type Transport } from './mediaPorts.ts';
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
    }
  /** Not sent, but soon again: the camera is off, its device released. */
  | { readonly state: 'held' };

type Options = {
  readonly source: Source;
  readonly transport: Transport;
  readonly signaling: MediaSignaling;
  readonly log: ClientLog;
  /** The highest spatial layer that anybody wants of a producer, -1: none; undefined: not told, so all are sent. */
  readonly demandOf: (producerId: ProducerId) => number | undefined;
};

/**
 * Brings one source's producer to what is wanted, one step at a time and always towards the newest wish, however fast
 * the person clicks. A step whose request fails is tried again at the next `sync`.
 */
export class SentStream {
  readonly #options: Options;
  #wanted: Wanted = { state: 'none' };
  #producer: Producer | undefined;
  /** What the producer's sender was set to. */
  #content: ScreenContent | undefined;
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

  /** The server closed the producer: what is wanted is produced anew at the next `sync`. */
  forget(): void {
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
    if (producer === undefined) {
      if (wanted.state !== 'sent' || wanted.track.readyState === 'ended') return false;
      await this.#produce(wanted.track, wanted.paused);
      return true;
    }
    if (wanted.state === 'none') {
      this.forget();
      await this.#options.signaling.closeProducer(producerIdOf(producer));
      return true;
    }
    // Before what asks the server and may fail: a viewer waits for the layer.
    const spatialLayer = this.#demandedLayer(producer);
    if (spatialLayer !== (producer.maxSpatialLayer ?? topLayer(producer))) {
      await producer.setMaxSpatialLayer(spatialLayer);
      return true;
    }
    const paused = wanted.state === 'held' || wanted.paused;
    const track = wanted.state === 'held' ? null : wanted.track;
    // Paused first and resumed last, so that nobody is shown a stream without a picture.
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
    return false;
  }

  #demandedLayer(producer: Producer): number {
    if (producer.kind !== 'video') return topLayer(producer);
    return this.#options.demandOf(producerIdOf(producer)) ?? topLayer(producer);
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

  async #produce(track: MediaStreamTrack, paused: boolean): Promise<void> {
    const { source, transport } = this.#options;
    track.enabled = !paused;
    const content = this.#wanted.state === 'sent' ? this.#wanted.content : undefined;
    this.#hint(track);
    const { encodings, codecOptions } = sendSettings(source, {
      ...track.getSettings(),
      ...(content !== undefined && { content }),
    });
    const producer = await transport.produce({
      track,
      encodings: encodings.map((encoding) => ({ ...encoding })),
      codecOptions: { ...codecOptions },
      // The track is LocalMedia's (or the screen's): only its owner stops it.
      stopTracks: false,
      disableTrackOnPause: true,
      zeroRtpOnPause: false,
      appData: { source, paused },
    });
    if (transport.closed) {
      producer.close();
      throw AppError.cannotProduce('transport closed');
    }
    this.#producer = producer;
    this.#toldPaused = paused;
    this.#content = content;
    await shapeScreen(producer, content);
  }

  /** Tells the encoder what to keep when it cannot keep all: pixels of text, frames of what moves. */
  #hint(track: MediaStreamTrack): void {
    if (track.kind !== 'video') return;
    const isText = this.#options.source === 'screen' && !isFilm(this.#wanted);
    track.contentHint = isText ? 'detail' : 'motion';
  }
}

const isFilm = (wanted: Wanted): boolean => wanted.state === 'sent' && wanted.content === 'video';

/** Limits and preference of a screen's sender. A browser that refuses them still has the hint of the track. */
async function shapeScreen(producer: Producer, content: ScreenContent | undefined): Promise<void> {
  const sender = producer.rtpSender;
  if (content === undefined || sender === undefined) return;
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings) Object.assign(encoding, screenEncoding(content));
  const degradationPreference = content === 'text' ? 'maintain-resolution' : 'maintain-framerate';
  try {
    await sender.setParameters({ ...parameters, degradationPreference });
  } catch {
    // The next change sets them anew.
  }
}

const topLayer = ({ rtpParameters }: Producer): number => (rtpParameters.encodings?.length ?? 1) - 1;

import type { ParticipantId, Source, StreamId, ViewTile } from '@convene/protocol';
import { type SendStats, StreamStats } from '@convene/protocol/stats';
import type { MeetingClientApi } from '../api.ts';
import { Scope } from '../Scope.ts';
import type { StreamView } from '../snapshot.ts';
import { type Cause, causeOf, type Evidence } from './cause.ts';
import { type RateSample, SampleLog } from './SampleLog.ts';
import { readReceived, readSentTotals, type ReceivedRates } from './readStats.ts';
import { SentReader } from './SentReader.ts';
import { settleCause, type SettledCause } from './settleCause.ts';

/** Whose picture is looked at. */
export type WatchedPicture = {
  readonly streamId: StreamId;
  readonly participantId: ParticipantId;
  readonly source: Extract<Source, 'camera' | 'screen'>;
  readonly isSelf: boolean;
};

/** All that is known of a picture; a new object each time something was read. */
export type PictureReport = {
  readonly cause: Cause;
  /** Over the last seconds; undefined: nothing is received. */
  readonly received: ReceivedRates | undefined;
  /** Of one's own picture: how it is sent. */
  readonly sending: SendStats | undefined;
  /** Of this client's own connection: `udp` or `tcp`. */
  readonly protocol: string | undefined;
  readonly path: StreamStats | undefined;
  readonly tile: ViewTile | undefined;
  readonly stream: StreamView | undefined;
  /** One for each second of the last minute, the oldest first. */
  readonly samples: readonly RateSample[];
  /** Freezes in that minute. */
  readonly freezes: number;
};

export type PictureWatchOptions = {
  readonly client: Pick<MeetingClientApi, 'getSnapshot' | 'statistics'>;
  readonly picture: WatchedPicture;
};

const SAMPLE_MS = 1000;
/** The first answer of the server has the hops' statistics read, the second has them. */
const PATH_SAMPLES = 2;

/** Watches one picture closely, for as long as somebody asks why it is as it is. */
export class PictureWatch {
  readonly #options: PictureWatchOptions;
  readonly #listeners = new Set<() => void>();
  readonly #log = new SampleLog();
  readonly #sent = new SentReader();
  #report: PictureReport | undefined;
  #settled: SettledCause | undefined;
  #path: StreamStats | undefined;
  #sending: SendStats | undefined;
  #isReadingPath = false;
  #rounds = 0;

  constructor(options: PictureWatchOptions) {
    this.#options = options;
  }

  /** Looks, each second, until the answered function is called. */
  open(): () => void {
    const scope = new Scope();
    void this.#look(scope);
    return () => scope.close();
  }

  /** undefined until it has looked once. */
  readonly get = (): PictureReport | undefined => this.#report;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async #look(scope: Scope): Promise<void> {
    const isPathDue = this.#rounds < 2 || this.#rounds % PATH_SAMPLES === 0;
    this.#rounds += 1;
    // What is not answered is not known, which is an answer too; what is a fact does not wait for who is out of reach.
    const reading = Promise.allSettled([this.#measure(), ...(isPathDue ? [this.#readPath()] : [])]);
    await Promise.race([reading, scope.sleep(SAMPLE_MS)]);
    if (scope.closed) return;
    this.#tell();
    scope.timeout(SAMPLE_MS, () => void this.#look(scope));
  }

  async #measure(): Promise<void> {
    const { client, picture } = this.#options;
    if (!picture.isSelf) {
      const report = await client.statistics.received(picture.streamId);
      this.#log.take(report && readReceived(report, performance.now()));
      return;
    }
    const sent = await client.statistics.sent();
    const own = sent.find(({ source }) => source === picture.source);
    this.#sending = this.#sent.read(sent).find(({ source }) => source === picture.source)?.stats;
    this.#log.take(own && readSentTotals(own.report, performance.now()));
  }

  async #readPath(): Promise<void> {
    if (this.#isReadingPath) return;
    this.#isReadingPath = true;
    const { client, picture } = this.#options;
    try {
      this.#path = StreamStats.parse(await client.statistics.path(picture.streamId));
    } catch {
      this.#path = undefined;
    } finally {
      this.#isReadingPath = false;
    }
  }

  #tell(): void {
    const { client, picture } = this.#options;
    const { streams } = client.getSnapshot();
    const stream = streams.get(picture.streamId);
    const tile = client.statistics.tile(picture.streamId);
    const received = picture.isSelf ? undefined : this.#log.recent;
    const path = this.#wholePath;
    this.#settled = settleCause(
      this.#settled,
      causeOf({ ...this.#circumstances(stream), isSelf: picture.isSelf, tile, received, path }),
      performance.now(),
    );
    const { samples, freezes, protocol } = this.#log;
    const loss = picture.isSelf ? (path?.sender.uplink?.lossRatio ?? 0) : undefined;
    this.#report = {
      cause: this.#settled.shown,
      received,
      sending: this.#sending,
      protocol,
      path,
      tile,
      stream,
      // Who sends is told by the server what is lost.
      samples: loss === undefined ? samples : this.#log.withLoss(loss),
      freezes,
    };
    for (const listener of this.#listeners) listener();
  }

  /** Of one's own picture this client knows more recently how it is sent than the server. */
  get #wholePath(): StreamStats | undefined {
    const path = this.#path;
    if (path === undefined || this.#sending === undefined) return path;
    return { ...path, sender: { ...path.sender, sending: this.#sending } };
  }

  #circumstances(
    stream: StreamView | undefined,
  ): Pick<Evidence, 'isOff' | 'senderReconnects' | 'selfReconnects' | 'heldBack'> {
    const { phase, participants, self } = this.#options.client.getSnapshot();
    const { participantId, source, isSelf } = this.#options.picture;
    const person = participants.find((each) => each.participantId === participantId);
    const isOwnOff = source === 'camera' ? self?.cameraOff === true : self?.sharing !== true;
    const isOff =
      stream === undefined || stream.paused || (source === 'camera' && person?.cameraOff === true);
    return {
      isOff: isSelf ? isOwnOff : isOff,
      senderReconnects: !isSelf && person?.connection === 'reconnecting',
      selfReconnects: phase.state !== 'joined' || phase.connection !== 'connected',
      heldBack: stream?.heldBack ?? false,
    };
  }
}

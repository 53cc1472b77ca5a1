import { judgeHop, type NetworkQuality, type SettledNetwork, settleNetwork } from '@convene/protocol';
import type { SendStats } from '@convene/protocol/stats';
import type { MeetingStatistics } from '../api.ts';
import { clientErrorOf } from '../clientError.ts';
import type { ClientLog } from '../clientLog.ts';
import { Scope } from '../Scope.ts';
import type { MeetingSnapshot } from '../snapshot.ts';
import { connectionBetween, type ConnectionReading, readConnection } from './connectionStats.ts';
import { isWorthTelling } from './sendReport.ts';
import { SentReader } from './SentReader.ts';

export type NetworkWatchOptions = {
  readonly statistics: Pick<MeetingStatistics, 'connection' | 'sent' | 'report'>;
  readonly periodMs: number;
  /** Tracks that come badly from their sender: whose mark says so. */
  readonly blameless: () => ReadonlySet<string>;
  readonly log: ClientLog;
  /** `down` is another one. */
  readonly onChange: () => void;
};

/** Of the period, by which each client's differs, so that those who joined together do not all ask at once. */
const SPREAD = 0.2;

/**
 * While this person sits: tells the server how they send (nobody else knows of their processor), at most once in a period and
 * only what has changed, and judges how well they receive.
 */
export class NetworkWatch {
  readonly #options: NetworkWatchOptions;
  readonly #scope = new Scope();
  readonly #sent = new SentReader();
  #before: ConnectionReading | undefined;
  #down: SettledNetwork | undefined;
  #told: readonly SendStats[] = [];

  constructor(options: NetworkWatchOptions) {
    this.#options = options;
    this.#next();
  }

  /** How well this person receives; undefined: not judged (yet). */
  get down(): NetworkQuality | undefined {
    return this.#down?.shown ?? undefined;
  }

  close(): void {
    this.#scope.close();
  }

  #next(): void {
    const { periodMs } = this.#options;
    this.#scope.timeout(periodMs * (1 - SPREAD * Math.random()), () => void this.#look());
  }

  async #look(): Promise<void> {
    try {
      await Promise.all([this.#tell(), this.#judge()]);
    } catch (error) {
      // No connection has statistics while it is lost; a server may be older than this question.
      this.#options.log.debug('statistics not read', { code: clientErrorOf(error).code });
    }
    this.#next();
  }

  async #tell(): Promise<void> {
    const { statistics } = this.#options;
    const sent = await statistics.sent();
    const streams = this.#sent.read(sent).map(({ stats }) => stats);
    if (this.#scope.closed || !isWorthTelling(this.#told, streams)) return;
    await statistics.report(streams);
    this.#told = streams;
  }

  async #judge(): Promise<void> {
    const report = await this.#options.statistics.connection();
    if (this.#scope.closed || report === undefined) return;
    const now = readConnection(report, performance.now());
    const before = this.#before;
    this.#before = now;
    if (before === undefined) return;
    const { blameless } = this.#options;
    const shown = this.#down?.shown;
    const hop = connectionBetween(before, now, blameless());
    this.#down = settleNetwork(this.#down, hop === undefined ? null : judgeHop(hop));
    const { log, onChange } = this.#options;
    if (this.#down.shown === shown) return;
    if (this.#down.shown === 'poor') log.warn('much is lost or late on the way here', { ...hop });
    onChange();
  }
}

/** What their senders' connections up have spoilt already, as the servers say. */
export function tracksOfPoorSenders({
  participants,
  streams,
}: Pick<MeetingSnapshot, 'participants' | 'streams'>): ReadonlySet<string> {
  const poor = new Set(
    participants.filter(({ network }) => network === 'poor').map(({ participantId }) => participantId),
  );
  const tracks = [...streams.values()].flatMap(({ participantId, trackId }) =>
    poor.has(participantId) && trackId !== undefined ? [trackId] : [],
  );
  return new Set(tracks);
}

import { AppError, type StreamId, type ViewTile } from '@convene/protocol';
import type { SendStats, StreamStats } from '@convene/protocol/stats';
import type { MeetingStatistics, SentReport } from './api.ts';
import type { MediaSession } from './MediaSession.ts';
import type { PeerSession } from './PeerSession.ts';
import type { ViewSender } from './ViewSender.ts';

export type StatisticsOptions = {
  /** The peer that sits. */
  readonly session: () => PeerSession | undefined;
  readonly view: Pick<ViewSender, 'tile'>;
};

/** What browser and server measure of this client's streams. What it means is in `why`, which is loaded on demand. */
export class Statistics implements MeetingStatistics {
  readonly #options: StatisticsOptions;

  constructor(options: StatisticsOptions) {
    this.#options = options;
  }

  async received(streamId: StreamId): Promise<RTCStatsReport | undefined> {
    return this.#media?.received.getStats(streamId);
  }

  async connection(): Promise<RTCStatsReport | undefined> {
    return this.#media?.receivedStats();
  }

  async sent(): Promise<readonly SentReport[]> {
    return (await this.#media?.sentStats()) ?? [];
  }

  async path(streamId: StreamId): Promise<StreamStats> {
    return this.#requireSession().signaling.getStreamStats(streamId);
  }

  async report(streams: readonly SendStats[]): Promise<void> {
    await this.#requireSession().signaling.reportSendStats({ streams: [...streams] });
  }

  tile(streamId: StreamId): ViewTile | undefined {
    return this.#options.view.tile(streamId);
  }

  get #media(): MediaSession | undefined {
    return this.#options.session()?.media;
  }

  #requireSession(): PeerSession {
    const session = this.#options.session();
    if (session === undefined) throw AppError.wrongState('statistics', 'idle');
    return session;
  }
}

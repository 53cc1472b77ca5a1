import {
  AppError,
  type ConnectTransportInput,
  type ConsumerInput,
  DisplayName,
  type JoinInput,
  type JoinOutput,
  type PrepareOutput,
  type ProduceDataInput,
  type ProduceDataOutput,
  type ProduceInput,
  type ProduceOutput,
  type ProducerId,
  type ProducerInput,
  type RenameInput,
  type RenewMediaInput,
  type RenewMediaOutput,
  type RestartIceInput,
  type RestartIceOutput,
  type Source,
  type View,
  wireLimits,
} from '@convene/protocol';
import type { GetStreamStatsInput, ReportSendStatsInput, StreamStats } from '@convene/protocol/stats';
import { type OpenCheckInput, type OpenCheckOutput } from '@convene/protocol/check';
import type { PeerRequests } from '@convene/signaling';
import { createMedia, expectedOf } from './createMedia.ts';
import { HostTools } from './HostTools.ts';
import { join } from './join.ts';
import type { Peer } from './Peer.ts';
import type { PeerChecks } from './PeerChecks.ts';
import type { PeerMedia } from './PeerMedia.ts';
import type { Session } from './peerState.ts';
import type { PlacedRouter, ProducerRecord } from './ports.ts';
import { renewMedia } from './renewMedia.ts';
import type { Room } from './Room.ts';
import type { LocalStream } from './Stream.ts';
import { TokenBucket } from './TokenBucket.ts';

/** A person's name as all see it. @throws AppError invalidName */
function parseName(name: string): DisplayName {
  const parsed = DisplayName.safeParse(name);
  if (parsed.success) return parsed.data;
  throw AppError.of('invalidName', { reason: parsed.error.issues[0]?.message ?? '' });
}

/** One peer's requests, as its room carries them out. The queue of the peer runs them one at a time. */
export class Requests implements PeerRequests {
  readonly host: HostTools;
  readonly #room: Room;
  readonly #peer: Peer;
  readonly #checks: PeerChecks;
  readonly #renewals = new TokenBucket({
    burst: wireLimits.renewalBurst,
    perSecond: wireLimits.renewalsPerSecond,
  });

  readonly #statsQuestions = new TokenBucket({
    burst: wireLimits.statsBurst,
    perSecond: wireLimits.statsPerSecond,
  });

  readonly #knocks = new TokenBucket({
    burst: wireLimits.knockBurst,
    perSecond: wireLimits.knocksPerSecond,
  });

  constructor(room: Room, peer: Peer, checks: PeerChecks) {
    this.#room = room;
    this.#peer = peer;
    this.#checks = checks;
    this.host = new HostTools(room, peer);
  }

  async prepare(): Promise<PrepareOutput> {
    const peer = this.#peer;
    if (peer.state.state !== 'lobby') throw AppError.wrongState('prepare', peer.state.state);
    if (this.#room.deps.isClosing()) throw AppError.serverClosing();
    const media = await this.#prepareMedia();
    const { iceServers, resumeTokens } = this.#room.deps;
    return { ...media.info, iceServers: [...iceServers], resumeToken: resumeTokens.issue(peer) };
  }

  keepPrepared(): void {
    this.#peer.renewLobby();
  }

  async openCheck(input: OpenCheckInput): Promise<OpenCheckOutput> {
    const { state } = this.#peer.state;
    if (state !== 'lobby') throw AppError.wrongState('openCheck', state);
    const { router } = this.#peer.requireMedia('openCheck');
    const { workerRequestMs: requestMs, checkMs: openMs } = this.#room.deps.limits;
    return this.#checks.open(input, { router, requestMs, openMs });
  }

  async connectTransport(input: ConnectTransportInput): Promise<void> {
    await this.#peer.requireMedia('connectTransport').connectTransport(input);
  }

  async restartIce({ transportId }: RestartIceInput): Promise<RestartIceOutput> {
    return { iceParameters: await this.#peer.requireMedia('restartIce').restartIce(transportId) };
  }

  async produceData(input: ProduceDataInput): Promise<ProduceDataOutput> {
    return { dataProducerId: await this.#peer.requireMedia('produceData').produceData(input) };
  }

  async join(input: JoinInput): Promise<JoinOutput> {
    if (this.#peer.state.state === 'waiting' && !this.#knocks.take()) throw AppError.rateLimited('join');
    return join({ room: this.#room, peer: this.#peer, input, name: parseName(input.name) });
  }

  async renewMedia(input: RenewMediaInput): Promise<RenewMediaOutput> {
    const { state } = this.#peer;
    const givesUp = state.state === 'joined' && state.renews !== input.lost;
    if (givesUp && !this.#renewals.take()) throw AppError.rateLimited('renewMedia');
    return renewMedia(this.#room, this.#peer, input);
  }

  async produce(input: ProduceInput): Promise<ProduceOutput> {
    const session = this.#peer.requireSession('produce');
    const { stream, isNew } = await session.producers.produce(input);
    const { producerId } = stream.info;
    if (stream.producer.closed) throw AppError.producerNotFound(producerId);
    if (this.#peer.state.state === 'leaving') {
      // Superseded while the worker was asked: the next peer sends this stream.
      stream.producer.close();
      throw AppError.wrongState('produce', 'leaving');
    }
    if (!isNew) return { producerId };
    this.#room.deps.persistence.producerAdded(this.#record(stream));
    this.#room.streamAdded(stream);
    this.#seatFollows(session, input.source, input.paused);
    return { producerId };
  }

  async pauseProducer({ producerId }: ProducerInput): Promise<void> {
    await this.#setPaused(producerId, true);
  }

  async resumeProducer({ producerId }: ProducerInput): Promise<void> {
    await this.#setPaused(producerId, false);
  }

  closeProducer({ producerId }: ProducerInput): Promise<void> {
    const session = this.#peer.requireSession('closeProducer');
    const stream = session.producers.requireStream(producerId);
    const { source } = stream.info;
    // Of one that another has taken the place of nothing follows.
    const isCurrent = session.producers.get(source) === stream;
    stream.producer.close();
    if (isCurrent) this.#seatFollows(session, source, true);
    return Promise.resolve();
  }

  async resumeConsumer({ consumerId }: ConsumerInput): Promise<void> {
    await this.#peer.requireSession('resumeConsumer').consumers.resume(consumerId);
  }

  async setView(view: View): Promise<void> {
    this.#peer.requireSitting('setView').view.replace(
      view,
      this.#room.gathering.roster.streams.map(({ streamId }) => streamId),
    );
    await this.#peer.session?.consumers.sync();
  }

  rename({ name }: RenameInput): Promise<void> {
    const { seat } = this.#peer.requireSitting('rename');
    this.#room.updateSeat(seat, { name: parseName(name) });
    return Promise.resolve();
  }

  /** Answered from what is known: however often it is asked for, no worker is asked more often for it. */
  async getStreamStats({ streamId }: GetStreamStatsInput): Promise<StreamStats> {
    const session = this.#peer.requireSession('getStreamStats');
    if (!this.#statsQuestions.take()) throw AppError.rateLimited('getStreamStats');
    return this.#room.gathering.stats.of(streamId, session);
  }

  reportSendStats({ streams }: ReportSendStatsInput): Promise<void> {
    const { producers } = this.#peer.requireSession('reportSendStats');
    // All or none: of what is somebody else's nothing can be said.
    const own = streams.map((sending) => ({ sending, ...producers.requireStream(sending.producerId) }));
    for (const { producer, sending } of own) this.#room.deps.meters.reported(producer, sending);
    return Promise.resolve();
  }

  leave(): Promise<void> {
    this.#peer.close('left');
    return Promise.resolve();
  }

  /** On the router where the person would sit now; `join` asks again, because nothing is reserved until then. */
  async #prepareMedia(): Promise<PeerMedia> {
    const placed = await this.#placeInLobby();
    try {
      const media = await createMedia(this.#room, this.#peer, placed.router);
      try {
        this.#peer.prepared(media);
      } catch (error) {
        // The peer was closed while its transports were made.
        media.close();
        throw error;
      }
      return media;
    } finally {
      placed.giveBack();
    }
  }

  /** Where the person would be too many now the lobby is warm all the same: somebody may leave before they join. */
  async #placeInLobby(): Promise<PlacedRouter> {
    const { routers } = this.#room;
    try {
      return await routers.place(expectedOf(this.#room));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'serverFull') throw error;
      return routers.place({ receives: 0, sends: 0 });
    }
  }

  async #setPaused(producerId: ProducerId, paused: boolean): Promise<void> {
    const session = this.#peer.requireSession(paused ? 'pauseProducer' : 'resumeProducer');
    const stream = session.producers.requireStream(producerId);
    if (stream.info.paused !== paused) {
      await session.producers.setPaused(stream, paused);
      if (stream.producer.closed) throw AppError.producerNotFound(producerId);
      this.#room.deps.persistence.producerPaused(this.#record(stream));
      this.#room.gathering.update();
    }
    // As it is now: somebody with the right may have paused it meanwhile.
    this.#seatFollows(session, stream.info.source, stream.producer.paused);
  }

  /** Mute and camera are the seat's (DESIGN §4): they follow what the person's producers do. */
  #seatFollows({ seat }: Session, source: Source, off: boolean): void {
    if (!off && source !== 'screenAudio') seat.stopped.delete(source);
    if (source === 'microphone') this.#room.updateSeat(seat, { muted: off });
    if (source === 'camera') this.#room.updateSeat(seat, { cameraOff: off });
  }

  #record(stream: LocalStream): ProducerRecord {
    const { router } = this.#peer.requireMedia('produce');
    return { ...stream.info, meetingId: this.#room.meeting.meetingId, routerId: router.id };
  }
}

import {
  type Door,
  type MeetingInfo,
  type ParticipantId,
  type ParticipantInfo,
  type PeerCloseReason,
  type PeerId,
  type RoomEvent,
  type RoomSnapshot,
  type RoomState,
  type ServerId,
} from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';
import { Scope } from '../media/Scope.ts';
import { microphonesAreMany, picturesAreMany, type Selection, selectStreams } from './consumeRules.ts';
import { Demand } from './Demand.ts';
import { demandChanged } from './demandRules.ts';
import { LeavingPeers } from './LeavingPeers.ts';
import { OwnPart } from './OwnPart.ts';
import type { Peer } from './Peer.ts';
import type { Sitting } from './peerState.ts';
import type { RemotePart, RoomSubscriber, SeatTaken } from './ports.ts';
import { RemoteParts } from './RemoteParts.ts';
import { RoomStats } from './RoomStats.ts';
import { RoomTalk } from './RoomTalk.ts';
import type { Member, RoomDependencies } from './roomTypes.ts';
import { Roster } from './Roster.ts';
import type { Seat } from './Seat.ts';
import { SeatsElsewhere } from './SeatsElsewhere.ts';
import { SharedState } from './SharedState.ts';
import { Speakers } from './Speakers.ts';

export type GatheringOptions = {
  readonly meeting: MeetingInfo;
  readonly deps: RoomDependencies;
  readonly log: Log;
  readonly routers: () => readonly MediaRouter[];
  readonly onStopOrdered: RoomSubscriber['stopOrdered'];
  readonly onRoomRead: RoomSubscriber['roomRead'];
  /** What all share is another thing now. */
  readonly onState: (state: RoomState) => void;
  readonly doorFor: (peer: Peer, seat: Seat) => Door | undefined;
};

/**
 * Those who sit in the meeting, here and on other servers, with what they send, say and want: what each person here is
 * told of it, what they receive of it, and what the other servers are told.
 */
export class Gathering {
  /** Who sits here, by seat: its current peer. */
  readonly members = new Map<ParticipantId, Member>();
  readonly leaving: LeavingPeers;
  readonly roster: Roster;
  readonly part: OwnPart;
  readonly talk: RoomTalk;
  readonly speakers: Speakers;
  readonly stats: RoomStats;
  readonly #options: GatheringOptions;
  readonly #remote = new RemoteParts();
  readonly #demand: Demand;
  readonly #seatsElsewhere: SeatsElsewhere;
  readonly shared: SharedState;
  readonly #scope = new Scope();

  constructor(options: GatheringOptions) {
    this.#options = options;
    const members = () => [...this.members.values()];
    const leaving = () => this.leaving.all;
    this.leaving = new LeavingPeers({
      members,
      streams: () => this.roster.streams,
      othersElsewhere: (participantId) =>
        this.#remote.participants.some((other) => other.participantId !== participantId),
    });
    this.roster = new Roster({
      members,
      leaving,
      remote: this.#remote,
      broadcast: (event, except) => this.broadcast(event, except),
      onLeft: (participantId, reason) => {
        this.leaving.closeOf(participantId, reason);
        this.shared.forgetLater(participantId);
      },
      lingerMs: options.deps.limits.leavingMs,
      updateLater: (ms) => this.#scope.timeout(ms, () => this.update()),
      onStreams: (change) => (change === 'pausedOnly' ? this.#syncPaused() : this.#syncAll()),
    });
    this.shared = this.#createShared();
    this.speakers = this.#createSpeakers();
    this.#demand = this.#createDemand();
    this.part = new OwnPart({
      members,
      leaving,
      streams: () => this.roster.localStreams,
      speaker: () => this.speakers.local,
      streamStats: async (producerId) => this.stats.here(producerId),
    });
    this.stats = new RoomStats({ ...options, gathering: this });
    this.talk = new RoomTalk({ ...options, gathering: this });
    const { linkCallMs } = options.deps.limits;
    this.#seatsElsewhere = new SeatsElsewhere({ gathering: this, scope: this.#scope, linkCallMs });
  }

  /** What comes from the other servers. */
  get subscriber(): RoomSubscriber {
    return {
      seatTakenElsewhere: (seat) => this.#seatsElsewhere.taken(seat),
      seatRead: (seat) => this.#seatsElsewhere.expect(seat),
      partChanged: (serverId, part) => this.#partChanged(serverId, part),
      signalReceived: (serverId, down) => {
        if (down.type === 'volumes') this.speakers.heardElsewhere(serverId, down.volumes);
        else this.talk.sendHere(down);
      },
      chatAppended: (seq) => this.#chatAppended(seq),
      roomStateChanged: (state, stateVersion) => this.shared.learn({ state, stateVersion }),
      roomRead: (read) => this.#options.onRoomRead(read),
      stopOrdered: (serverId, order) => this.#options.onStopOrdered(serverId, order),
      demandReported: (serverId, demands) => this.#demand.reported(serverId, demands),
    };
  }

  /** The other servers on which anybody sits. */
  get peopledServers(): readonly ServerId[] {
    return this.#remote.peopledServers;
  }

  /** Where somebody sits now who sits elsewhere. */
  serverOf(participantId: ParticipantId): ServerId | undefined {
    return this.#remote.serverOf(participantId);
  }

  /** From which other servers something of this person comes: of somebody who moves, of two. */
  serversSending(participantId: ParticipantId): readonly ServerId[] {
    return this.#remote.serversSending(participantId);
  }

  /** Somebody as the server tells of them on which they sit. */
  findElsewhere(serverId: ServerId, participantId: ParticipantId): ParticipantInfo | undefined {
    return this.#remote.find(serverId, participantId);
  }

  /** What the database knows of the meeting, learnt at a join. */
  learn(taken: SeatTaken): void {
    this.#chatAppended(taken.chatSeq);
    this.shared.learn(taken);
  }

  /** Something of the people here, or of what they send, may have changed. `ended`: a peer has, for this reason. */
  update(ended?: { peerId: PeerId; reason: PeerCloseReason }): void {
    this.roster.update(ended);
    this.part.update(ended);
  }

  /** To everybody who sits here, but for one. */
  broadcast(event: RoomEvent, except?: ParticipantId): void {
    for (const [participantId, { peer }] of this.members) if (participantId !== except) peer.emit(event);
  }

  /** All that one of its people knows of the meeting. */
  snapshot(peer: Peer): Omit<RoomSnapshot, 'meeting'> {
    const { seat } = peer.requireSitting('snapshot');
    const consumers = peer.session?.consumers;
    return {
      ...this.shared.current,
      participants: [...this.roster.participants],
      streams: this.roster.infos.filter(({ participantId }) => participantId !== seat.participantId),
      consumers: consumers?.infos ?? [],
      heldBack: [...(consumers?.heldBack ?? [])],
      activeSpeaker: this.speakers.active,
      door: this.#options.doorFor(peer, seat),
      chatSeq: this.talk.chat.seq,
    };
  }

  /** The streams that one peer is to receive now (see `consumeRules.ts`), and all there are. */
  select({ seat: { participantId, role }, view }: Pick<Sitting, 'seat' | 'view'>): Selection {
    const { infos, streams } = this.roster;
    const selected = selectStreams(infos, {
      participantId,
      role,
      isVisible: (streamId) => view.isVisible(streamId),
      loudest: this.speakers.loudest,
    });
    return { selected, streams, isSent: (producerId) => this.roster.isSent(producerId) };
  }

  /** What somebody here wants to receive may be another thing now. */
  wantsChanged(): void {
    this.#demand.update();
  }

  /** What a client that got a snapshot in place of events cannot know. */
  tellUnshown(peer: Peer): void {
    const { state } = peer;
    if (state.state === 'stranded') {
      peer.emit({ type: 'mediaLost', reason: 'workerDied', transportId: state.lost });
    }
    if (state.state === 'joined' || state.state === 'stranded') {
      for (const [source, by] of state.seat.stopped) peer.emit({ type: 'stoppedByHost', source, by });
    }
    for (const stream of peer.session?.producers.streams ?? []) {
      const spatialLayer = this.#demand.toldOf(stream);
      const { producerId } = stream.info;
      if (spatialLayer !== undefined) peer.emit(demandChanged(producerId, spatialLayer));
    }
  }

  close(): void {
    this.#scope.close();
    this.shared.close();
    this.talk.close();
    this.speakers.close();
    this.#demand.close();
  }

  #createShared(): SharedState {
    const { meeting, deps, log, onState } = this.#options;
    return new SharedState({
      ...deps,
      meetingId: meeting.meetingId,
      log,
      isThere: (participantId) => this.roster.has(participantId),
      onNews: (now) => {
        this.broadcast({ type: 'roomStateChanged', ...now });
        onState(now.state);
      },
      onWritten: () => this.part.pass({ type: 'roomChanged' }),
    });
  }

  #createSpeakers(): Speakers {
    return new Speakers({
      log: this.#options.log,
      elsewhere: () => this.#remote.speakers,
      onActiveSpeaker: (participantId) => {
        this.broadcast({ type: 'activeSpeakerChanged', participantId });
        this.#syncMicrophones();
      },
      onLocalSpeaker: () => this.part.update(),
      onVolumes: ({ all, here }) => {
        this.talk.sendHere({ type: 'volumes', volumes: all });
        this.part.pass({ type: 'signal', down: { type: 'volumes', volumes: here } });
      },
    });
  }

  #createDemand(): Demand {
    const { deps, meeting } = this.#options;
    const senders = () => [...this.members.values(), ...this.leaving.all];
    const sessions = () => senders().flatMap(({ peer }) => peer.session ?? []);
    return new Demand({
      lowerMs: deps.limits.demandLowerMs,
      localStreams: () => this.roster.localStreams,
      remoteStreams: () => this.#remote.streams,
      wants: () => sessions().map(({ consumers }) => consumers.wants),
      servers: () => this.#remote.peopledServers,
      tell: (producerId, spatialLayer) => {
        const sender = senders().find(({ peer }) =>
          peer.session?.producers.streams.some(({ info }) => info.producerId === producerId),
        );
        sender?.peer.emit(demandChanged(producerId, spatialLayer));
      },
      report: (serverId, demands) => deps.cluster.reportDemand(meeting.meetingId, serverId, demands),
    });
  }

  #partChanged(serverId: ServerId, part: RemotePart | undefined): void {
    this.#remote.set(serverId, part);
    if (part?.reachable !== true) this.speakers.heardElsewhere(serverId, []);
    if (part === undefined) this.#demand.forget(serverId);
    this.update();
    this.speakers.update();
    this.#demand.update();
  }

  #chatAppended(seq: number): void {
    if (this.members.size === 0) this.talk.chat.begin(seq);
    else this.talk.chat.appended(seq);
  }

  #syncAll(): void {
    for (const { peer } of this.members.values()) void peer.session?.consumers.sync();
    this.#demand.update();
  }

  /** Something is paused, or goes on. */
  #syncPaused(): void {
    if (picturesAreMany(this.roster.infos)) this.#syncAll();
    else this.#syncMicrophones();
  }

  #syncMicrophones(): void {
    if (microphonesAreMany(this.roster.infos)) this.#syncAll();
  }
}

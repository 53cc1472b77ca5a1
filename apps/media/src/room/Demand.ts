import type { ProducerId, ServerId } from '@convene/protocol';
import type { WantedLayer } from '@convene/protocol/link';
import {
  followsDemand,
  highestWanted,
  NOT_WANTED,
  topLayerOf,
  WANTED_WHOLE,
  wishUpTo,
} from './demandRules.ts';
import { SettledLayers } from './SettledLayers.ts';
import type { LocalStream, Stream } from './Stream.ts';

/** How much of the wait before less is told passes before it is reported to another server. */
const REPORT_SHARE = 0.1;

export type DemandOptions = {
  readonly lowerMs: number;
  /** What is sent here, and what is sent on other servers. */
  readonly localStreams: () => readonly Pick<LocalStream, 'info' | 'producer'>[];
  readonly remoteStreams: () => readonly Pick<Stream, 'info' | 'origin'>[];
  /** What each person here wants (`ConsumerSet.wants`). */
  readonly wants: () => readonly ReadonlyMap<ProducerId, number>[];
  /** The other servers on which somebody sits. */
  readonly servers: () => readonly ServerId[];
  /** Tells the sender: nothing above this layer needs to be encoded. */
  readonly tell: (producerId: ProducerId, spatialLayer: number) => void;
  readonly report: (serverId: ServerId, demands: ReadonlyMap<ProducerId, WantedLayer>) => void;
};

/**
 * The highest layer of each camera that anybody, anywhere, wants (DESIGN §5): what is sent here is told to its sender, what
 * is sent on other servers is reported there.
 */
export class Demand {
  readonly #options: DemandOptions;
  readonly #here: SettledLayers<ProducerId>;
  readonly #elsewhere: SettledLayers<ProducerId>;
  /** What other servers' people want. */
  readonly #reports = new Map<ServerId, ReadonlyMap<ProducerId, WantedLayer>>();
  readonly #reported = new Map<ServerId, string>();
  #turn: NodeJS.Immediate | undefined;
  #closed = false;

  constructor(options: DemandOptions) {
    this.#options = options;
    const { lowerMs, tell } = options;
    this.#here = new SettledLayers({
      lowerMs,
      onChange: (producerId) => tell(producerId, this.#here.get(producerId) ?? NOT_WANTED),
    });
    // The sender's own server waits before it tells the sender: a moment here, so that not every flicker is reported.
    this.#elsewhere = new SettledLayers({
      lowerMs: lowerMs * REPORT_SHARE,
      onChange: () => this.update(),
    });
  }

  /** The layer that the sender was told; undefined: it is to send all that it has. */
  toldOf({ info, producer }: Pick<LocalStream, 'info' | 'producer'>): number | undefined {
    const told = this.#here.get(info.producerId);
    return told === topLayerOf(producer) ? undefined : told;
  }

  /** Another server's people want this; it replaces what they wanted. */
  reported(serverId: ServerId, demands: ReadonlyMap<ProducerId, WantedLayer>): void {
    this.#reports.set(serverId, demands);
    this.update();
  }

  /** A server has no part in the room any more: what it wanted is nothing, and what it was told is forgotten. */
  forget(serverId: ServerId): void {
    this.#reports.delete(serverId);
    this.#reported.delete(serverId);
    this.update();
  }

  /** Something may have changed; looked at once, however much does so in this turn. */
  update(): void {
    if (this.#closed) return;
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined;
      const wants = this.#options.wants();
      this.#updateHere(wants);
      this.#updateElsewhere(wants);
    });
  }

  close(): void {
    this.#closed = true;
    clearImmediate(this.#turn);
    this.#here.close();
    this.#elsewhere.close();
  }

  #updateHere(wants: readonly ReadonlyMap<ProducerId, number>[]): void {
    const servers = this.#options.servers();
    const followed = this.#options.localStreams().filter(({ info }) => followsDemand(info));
    this.#here.keepOnly(new Set(followed.map(({ info }) => info.producerId)));
    for (const { info, producer } of followed) {
      const top = topLayerOf(producer);
      if (top === undefined) continue;
      const { producerId } = info;
      // A server that has not said yet what its people want may want all.
      const others = servers.map((serverId) => wantedBy(this.#reports.get(serverId), producerId));
      const wanted = highestWanted([...wantedHere(wants, producerId), ...others]);
      this.#here.want(producerId, wishUpTo(wanted, top), top);
    }
  }

  #updateElsewhere(wants: readonly ReadonlyMap<ProducerId, number>[]): void {
    const demands = new Map<ServerId, Map<ProducerId, WantedLayer>>();
    const followed = this.#options.remoteStreams().filter(({ info }) => followsDemand(info));
    this.#elsewhere.keepOnly(new Set(followed.map(({ info }) => info.producerId)));
    for (const { info, origin } of followed) {
      if (origin.on === 'here') continue;
      const { producerId } = info;
      this.#elsewhere.want(producerId, highestWanted(wantedHere(wants, producerId)), WANTED_WHOLE);
      const ofServer = demands.get(origin.serverId) ?? new Map<ProducerId, WantedLayer>();
      demands.set(origin.serverId, ofServer);
      const layer = this.#elsewhere.get(producerId);
      if (layer !== undefined && layer !== WANTED_WHOLE) ofServer.set(producerId, layer);
    }
    for (const [serverId, ofServer] of demands) this.#report(serverId, ofServer);
  }

  /** The whole of it, when it is not what was reported last. */
  #report(serverId: ServerId, demands: ReadonlyMap<ProducerId, WantedLayer>): void {
    const key = [...demands]
      .map((demand) => demand.join())
      .toSorted()
      .join(' ');
    if ((this.#reported.get(serverId) ?? '') === key) return;
    this.#reported.set(serverId, key);
    this.#options.report(serverId, demands);
  }
}

const wantedHere = (wants: readonly ReadonlyMap<ProducerId, number>[], producerId: ProducerId): number[] =>
  wants.map((ofOne) => ofOne.get(producerId) ?? NOT_WANTED);

const wantedBy = (report: ReadonlyMap<ProducerId, WantedLayer> | undefined, producerId: ProducerId): number =>
  report?.get(producerId) ?? WANTED_WHOLE;

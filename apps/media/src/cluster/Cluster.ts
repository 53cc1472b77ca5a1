import type { Database } from '@convene/db';
import type { Limits } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { MediaRouter } from '../media/MediaRouter.ts';
import type { PipeOptions } from '../media/mediaOptions.ts';
import type { LinkKey } from './linkKey.ts';
import type { DialLink, ServerStart } from './linkPorts.ts';
import { Links } from './Links.ts';
import { LinkVerifier } from './LinkVerifier.ts';
import { MediaPipes } from './MediaPipes.ts';
import { PartService } from './PartService.ts';
import { PeerGrant } from './PeerGrant.ts';
import { PipeRows } from './PipeRows.ts';
import { pipesBetween } from './pipeTransports.ts';
import type { Registration } from './Registration.ts';
import { RoomMap } from './RoomMap.ts';
import { ServerDirectory } from './ServerDirectory.ts';
import type { WriteBehind } from './WriteBehind.ts';

export type ClusterOptions = {
  readonly database: Database;
  readonly registration: Registration;
  readonly writes: WriteBehind;
  readonly linkKey: LinkKey;
  readonly dial: DialLink;
  /** All routers of this server that serve a meeting. */
  readonly routers: () => readonly MediaRouter[];
  readonly pipe: PipeOptions;
  readonly limits: Limits;
  readonly log: Log;
};

/** This server among the others: the links to them, the rooms that they share, and who may ask for what. */
export class Cluster {
  readonly links: Links;
  readonly rooms: RoomMap;
  readonly parts: PartService;
  readonly verifier: LinkVerifier;
  readonly pipes: MediaPipes;
  readonly grant: PeerGrant;
  readonly #pipeRows: PipeRows;

  constructor(options: ClusterOptions) {
    const { database, registration, linkKey: key, dial, limits, log } = options;
    const self = (): ServerStart | undefined => {
      const { serverId, epoch } = registration;
      return epoch === undefined ? undefined : { serverId, epoch };
    };
    const directory = new ServerDirectory(database.servers);
    const now = () => registration.clock.now();
    this.links = new Links({ self, key, now, directory, dial, limits, log });
    this.rooms = new RoomMap({ ...options, links: this.links });
    this.parts = new PartService({ rooms: this.rooms, database, limits });
    this.pipes = new MediaPipes({ remote: this.links, options: options.pipe, limits, log });
    this.links.onOpen((serverId) => this.pipes.serverReachable(serverId));
    this.#pipeRows = new PipeRows({ ...options, serverId: registration.serverId, pipes: this.pipes });
    const pipeTransport = pipesBetween(options.pipe);
    this.grant = new PeerGrant({ ...options, parts: this.parts, pipeTransport });
    this.verifier = new LinkVerifier({ self, now, directory });
  }

  close(): void {
    this.#pipeRows.close();
    this.pipes.close();
    this.rooms.close();
    this.parts.close();
    this.grant.close();
    this.links.close();
  }
}

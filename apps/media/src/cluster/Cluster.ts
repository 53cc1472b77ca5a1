import type { Database } from '@convene/db';
import type { Limits } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { LinkKey } from './linkKey.ts';
import type { DialLink, ServerStart } from './linkPorts.ts';
import { Links } from './Links.ts';
import { LinkVerifier } from './LinkVerifier.ts';
import { PartService } from './PartService.ts';
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
  readonly limits: Limits;
  readonly log: Log;
};

/** This server among the others: the links to them, the rooms that they share, and who may ask for what. */
export class Cluster {
  readonly links: Links;
  readonly rooms: RoomMap;
  readonly parts: PartService;
  readonly verifier: LinkVerifier;

  constructor(options: ClusterOptions) {
    const { database, registration, linkKey: key, dial, limits, log } = options;
    const self = (): ServerStart | undefined => {
      const { serverId, epoch } = registration;
      return epoch === undefined ? undefined : { serverId, epoch };
    };
    const directory = new ServerDirectory(database.servers);
    this.links = new Links({ self, key, directory, dial, limits, log });
    this.rooms = new RoomMap({ ...options, links: this.links });
    this.parts = new PartService({ rooms: this.rooms, database, limits });
    this.verifier = new LinkVerifier({ self, directory });
  }

  close(): void {
    this.rooms.close();
    this.parts.close();
    this.links.close();
  }
}

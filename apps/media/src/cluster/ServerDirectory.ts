import type { Database, ServerRow } from '@convene/db';
import { AppError, type ServerId } from '@convene/protocol';

/** The rows of other media servers (000-32): read when one is needed, and as last read while the database is away. */
export class ServerDirectory {
  readonly #servers: Pick<Database['servers'], 'get'>;
  readonly #known = new Map<ServerId, ServerRow>();

  constructor(servers: Pick<Database['servers'], 'get'>) {
    this.#servers = servers;
  }

  /** Undefined: the database has no such server. @throws AppError databaseUnavailable, for one that was never read */
  async find(serverId: ServerId): Promise<ServerRow | undefined> {
    try {
      const row = await this.#servers.get(serverId);
      if (row === undefined) this.#known.delete(serverId);
      else this.#known.set(serverId, row);
      return row;
    } catch (error) {
      const known = this.#known.get(serverId);
      if (known === undefined || AppError.from(error).code !== 'databaseUnavailable') throw error;
      return known;
    }
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TcpRelay } from '@convene/horizontal/relay';
import { type RunningPostgres, startPostgres } from '../../../scripts/lib/embeddedPostgres.mjs';

/** A Postgres of the drill's own behind a relay, so that it can be taken away from everybody and given back. */
export class OwnPostgres {
  readonly relay: TcpRelay;
  readonly #dir: string;
  #postgres: RunningPostgres;

  private constructor(dir: string, postgres: RunningPostgres, relay: TcpRelay) {
    this.#dir = dir;
    this.#postgres = postgres;
    this.relay = relay;
  }

  static async start(): Promise<OwnPostgres> {
    // Not in the folder of Convene: what names that folder is taken for its own when it has ended.
    const dir = mkdtempSync(join(tmpdir(), 'drill-postgres-'));
    try {
      const postgres = await startPostgres({ dir });
      const relay = await TcpRelay.start(() => ({ hostname: '127.0.0.1', port: postgres.port }));
      return new OwnPostgres(dir, postgres, relay);
    } catch (error) {
      rmSync(dir, { recursive: true, force: true });
      throw error;
    }
  }

  /** By way of the relay. */
  get url(): string {
    return this.relay.through(this.#postgres.url);
  }

  /** As in a power cut. */
  async stop(): Promise<void> {
    await this.#postgres.stop('immediate');
  }

  /** At the same port, with the same data. */
  async startAgain(): Promise<void> {
    this.#postgres = await startPostgres({ dir: this.#dir, port: this.#postgres.port });
  }

  async close(): Promise<void> {
    this.relay.close();
    await this.#postgres.stop('immediate');
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

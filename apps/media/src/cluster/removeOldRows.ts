import type { Database } from '@convene/db';
import type { Limits } from '@convene/protocol';
import type { Log } from '../media/Log.ts';

export type OldRowsOptions = {
  readonly database: {
    readonly servers: Pick<Database['servers'], 'removeExpired'>;
    readonly placements: Pick<Database['placements'], 'removeOld'>;
    readonly hosts: Pick<Database['hosts'], 'removeOldKnocks'>;
  };
  readonly limits: Pick<Limits, 'expiredServerMs' | 'decisionsKeptMs' | 'seatKeptMs'>;
  readonly log: Log;
  /** Whether this server had the database for a lease: else it would take its own outage for that of others. */
  readonly isSteady: boolean;
};

/**
 * Takes away the rows of servers that did not come back, whose people count against their meetings, decisions that are too old,
 * and people before a door who never came back. Any server does it; what is left is removed at the next turn.
 */
export async function removeOldRows({ database, limits, log, isSteady }: OldRowsOptions): Promise<void> {
  try {
    if (isSteady) {
      const removed = await database.servers.removeExpired({ graceMs: limits.expiredServerMs });
      if (removed.length > 0) log.info('rows of dead servers removed', { servers: removed });
    }
    const decisions = await database.placements.removeOld({ keptMs: limits.decisionsKeptMs });
    if (decisions > 0) log.info('old placement decisions removed', { decisions });
    await database.hosts.removeOldKnocks({ keptMs: limits.seatKeptMs });
  } catch (error) {
    log.warn('old rows not removed', { error });
  }
}

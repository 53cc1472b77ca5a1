import type { Database } from '@convene/db';
import type { Limits, MeetingId, ServerId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import type { MediaPipes } from './MediaPipes.ts';
import type { WriteBehind } from './WriteBehind.ts';

export type PipeRowsOptions = {
  readonly serverId: ServerId;
  readonly database: { readonly pipes: Pick<Database['pipes'], 'replace'> };
  readonly writes: Pick<WriteBehind, 'write'>;
  readonly limits: Limits;
  readonly log: Log;
  readonly pipes: Pick<MediaPipes, 'onChanged' | 'meetingIds' | 'pipesOf'>;
};

/**
 * The pipes that end on this server, in the map. A room's rows are written as a whole, as they are when their turn
 * comes: so it does not matter which changes came between, nor that rows have fallen with another server's lease.
 */
export class PipeRows {
  readonly #options: PipeRowsOptions;
  readonly #scope = new Scope();
  /** Rooms whose rows are to be written and wait for their turn. */
  readonly #waiting = new Set<MeetingId>();
  /** Rooms that are looked at again soon: one turn each, however many changes found something missing. */
  readonly #again = new Set<MeetingId>();

  constructor(options: PipeRowsOptions) {
    this.#options = options;
    // A pipe was opened, closed or broken.
    options.pipes.onChanged((meetingId) => this.#write(meetingId, 'written'));
    this.#scope.interval(options.limits.reconcileMs, () => {
      for (const meetingId of options.pipes.meetingIds) this.#write(meetingId, 'repaired');
    });
  }

  close(): void {
    this.#scope.close();
  }

  #write(meetingId: MeetingId, as: 'written' | 'repaired'): void {
    if (this.#waiting.has(meetingId)) return;
    this.#waiting.add(meetingId);
    this.#options.writes.write(meetingId, 'pipes', async () => {
      this.#waiting.delete(meetingId);
      await this.#replace(meetingId, as);
    });
  }

  async #replace(meetingId: MeetingId, as: 'written' | 'repaired'): Promise<void> {
    const { serverId, database, pipes, limits, log } = this.#options;
    const room = { serverId, meetingId, pipes: pipes.pipesOf(meetingId) };
    const { written, removed, missing } = await database.pipes.replace(room);
    const isRepaired = as === 'repaired' && written + removed > 0;
    if (isRepaired) log.warn('rows of pipes repaired', { meetingId, written, removed });
    // The row of the other end is on its way, from the server that has it.
    if (missing === 0 || this.#again.has(meetingId)) return;
    this.#again.add(meetingId);
    this.#scope.timeout(limits.heartbeatMs, () => {
      this.#again.delete(meetingId);
      this.#write(meetingId, 'written');
    });
  }
}

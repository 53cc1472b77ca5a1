import type { Connection } from '../connection/Connection.ts';

export type AuditEntry = {
  /** An id, or the name of a part of the system. */
  actor: string;
  action: string;
  /** Ids and numbers; never secrets, names or chat text. */
  details?: Record<string, string | number | boolean | null>;
};

/** Who did what, for operators. */
export class AuditStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async append({ actor, action, details = {} }: AuditEntry): Promise<void> {
    await this.#connection.prisma((prisma) => prisma.auditEvent.create({ data: { actor, action, details } }));
  }
}

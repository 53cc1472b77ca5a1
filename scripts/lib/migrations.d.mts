/** Applies the migrations that a database does not have yet; answers the names of those applied now. */
export declare function applyMigrations(options: {
  databaseUrl: string;
  folder: string;
  answerMs?: number;
}): Promise<string[]>;

/** Refuses a database that is not at this version, without changing it. */
export declare function requireMigrated(options: {
  databaseUrl: string;
  folder: string;
  answerMs?: number;
}): Promise<void>;

export declare function pendingMigrations(
  migrations: readonly { name: string; sql: string; checksum: string }[],
  rows: readonly { migration_name: string; checksum: string; finished_at: Date | null }[],
): { name: string; sql: string; checksum: string }[];

/** How a Postgres of our own is started. */
export type StartPostgresOptions = {
  /** Folder that is the server's alone: data, password and log lie in it. Made when missing. */
  dir: string;
  /** TCP port on 127.0.0.1; without it, a free one. */
  port?: number;
  /** Server settings, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
  /** Takes one line per step. */
  log?: (line: string) => void;
};

/** `fast` breaks connections off and writes a checkpoint; `immediate` stops as in a power cut. */
export type PostgresStopMode = 'fast' | 'immediate';

export type RunningPostgres = {
  /** Connection URL with the password in it: never print it. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dir: string;
  /** Whether it was found running, left over by a parent that was killed. */
  readonly adopted: boolean;
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it and resolves when it is gone. A server that does not end in time is stopped harder. */
  stop(mode?: PostgresStopMode): Promise<void>;
};

/** Settings for tests: fast, and nothing survives a power cut. */
export declare const testSettings: Readonly<Record<string, string>>;

/** Starts the Postgres of the npm package in a folder of its own, or finds the one that runs there. */
export declare function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres>;

/** The beginning of the sentence for a Postgres that has no space left for its folder. */
export declare function fullDisk(dir: string): string;

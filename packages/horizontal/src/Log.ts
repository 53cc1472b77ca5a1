/** What this package needs of a log: a constant message plus fields. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export const noLog: Log = { info: () => undefined, warn: () => undefined };

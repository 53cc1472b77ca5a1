export type LogFields = Readonly<Record<string, unknown>>;

/** What the parts of the server need of a log: a constant message plus fields. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log that adds these fields to each line. */
  child(fields: LogFields): Log;
}

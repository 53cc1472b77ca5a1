type LogFields = Readonly<Record<string, unknown>>;

/** Where the client writes what happens to it: a constant message and fields, never tokens, names or chat text. */
export interface ClientLog {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
}

export const silentLog: ClientLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
};

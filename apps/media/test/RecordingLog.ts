import type { Log, LogFields } from '../src/media/Log.ts';

export type LogLine = {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
};

/** A log whose lines a test reads, those of its children too. */
export class RecordingLog implements Log {
  readonly lines: LogLine[];
  readonly #bound: LogFields;

  constructor(parent?: { lines: LogLine[]; bound: LogFields }) {
    this.lines = parent?.lines ?? [];
    this.#bound = parent?.bound ?? {};
  }

  debug = (message: string, fields?: LogFields) => this.#add('debug', message, fields);
  info = (message: string, fields?: LogFields) => this.#add('info', message, fields);
  warn = (message: string, fields?: LogFields) => this.#add('warn', message, fields);
  error = (message: string, fields?: LogFields) => this.#add('error', message, fields);

  child(fields: LogFields): RecordingLog {
    return new RecordingLog({ lines: this.lines, bound: { ...this.#bound, ...fields } });
  }

  #add(level: LogLine['level'], message: string, fields: LogFields = {}): void {
    this.lines.push({ level, message, fields: { ...this.#bound, ...fields } });
  }
}

import type { Log } from '../src/index.ts';

type Line = { readonly message: string; readonly fields: Readonly<Record<string, unknown>> };

/** Keeps what was logged, for tests to look at. */
export class RecordingLog implements Log {
  readonly lines: Line[] = [];

  info(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ message, fields });
  }

  warn(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ message, fields });
  }

  has(message: string, code: string): boolean {
    return this.lines.some((line) => line.message === message && line.fields['code'] === code);
  }
}

/** What emits, whatever it is. */
type Emitter = { on(event: string, listener: (...args: unknown[]) => void): unknown };

/** The names of events in the order in which they came. */
export class EventRecord {
  readonly events: string[] = [];

  /** These events of an object, those of its observer that are named `observer x`, and its closing. */
  watch(name: string, object: object, events: readonly string[]): void {
    const self = object as Emitter; // Only mediasoup's objects are watched.
    const { observer } = object as { observer: Emitter }; // As above.
    for (const event of events) {
      const [, observed] = /^observer (.*)$/.exec(event) ?? [];
      if (observed === undefined) self.on(event, () => this.events.push(`${name} ${event}`));
      else observer.on(observed, () => this.events.push(`${name} ${event}`));
    }
    observer.on('close', () => this.events.push(`${name} closed`));
  }
}

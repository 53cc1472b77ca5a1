import { createHook } from 'node:async_hooks';

/** Code of the server, as stack traces name it; clients of tests run in the same process. */
const OF_THE_SERVER = /apps\/media\/src|packages\/(db|horizontal|signaling)\/src|@trpc\/server/;
const OF_A_CLIENT = /@trpc\/client/;
/** Far enough to see who waits through the layers of others. */
const STACK_FRAMES = 30;

/** The timers of the server that run, by where they were set; `process.getActiveResourcesInfo` knows their number only. */
export class LiveTimers {
  readonly #setAt = new Map<number, string>();
  readonly #hook = createHook({
    init: (id, type) => {
      if (type === 'Timeout') this.#add(id);
    },
    destroy: (id) => this.#setAt.delete(id),
  });

  constructor() {
    this.#hook.enable();
  }

  get all(): readonly string[] {
    return [...this.#setAt.values()];
  }

  stop(): void {
    this.#hook.disable();
  }

  #add(id: number): void {
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = STACK_FRAMES;
    const frames = new Error('set at').stack?.split('\n') ?? [];
    Error.stackTraceLimit = before;
    if (frames.some((frame) => OF_A_CLIENT.test(frame))) return;
    const ours = frames.find((frame) => OF_THE_SERVER.test(frame) && !frame.includes('Scope.ts'));
    if (ours !== undefined) this.#setAt.set(id, ours.trim());
  }
}

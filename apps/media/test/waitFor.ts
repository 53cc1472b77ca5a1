const STEP_MS = 10;
const DEADLINE_MS = 15_000;

/** Asks again until there is an answer. @throws an Error that says what is missing */
export async function waitFor<T>(
  what: string,
  read: () => T | undefined | Promise<T | undefined>,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (performance.now() > until) throw new Error(`waited ${deadlineMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}

/** Asks again until it is so. */
export async function waitUntil(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  await waitFor(what, async () => ((await isSo()) ? true : undefined));
}

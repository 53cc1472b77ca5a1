const STEP_MS = 10;
const DEADLINE_MS = 15_000;

/** Asks again until it is so. @throws an Error that says what is missing */
export async function waitUntil(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const until = performance.now() + DEADLINE_MS;
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error(`waited ${DEADLINE_MS} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}

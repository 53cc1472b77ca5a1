// @ts-check

// npm passes on the Ctrl-C that the terminal has already sent to us as well: that is one wish, not two.
const SAME_WISH_MS = 1_000;
const PARENT_CHECK_MS = 1_000;

/**
 * Listens for what asks for an end: a signal, or the death of the npm that runs us, which nobody can have wanted
 * otherwise. The first one aborts `signal`; a later signal calls `onSecond`.
 * @param {() => void} onSecond
 * @returns {{ signal: AbortSignal, requested: Promise<void> }}
 */
export function listenForStop(onSecond) {
  const abort = new AbortController();
  let firstAt = 0;
  /** @type {Promise<void>} */
  const requested = new Promise((resolve) => {
    abort.signal.addEventListener('abort', () => resolve());
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      if (!abort.signal.aborted) {
        firstAt = Date.now();
        abort.abort();
      } else if (Date.now() - firstAt > SAME_WISH_MS) {
        onSecond();
      }
    });
  }
  if (process.env.npm_lifecycle_event !== undefined) onParentDeath(() => abort.abort());
  return { signal: abort.signal, requested };
}

/** @param {() => void} onDeath */
function onParentDeath(onDeath) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && onDeath(), PARENT_CHECK_MS).unref();
}

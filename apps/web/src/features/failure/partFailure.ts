/** Why a part of the interface is not there. */
export type PartFailure =
  /** A fault of ours: it threw while it was drawn. */
  | 'crashed'
  /** Its script has not come; why is being found out. */
  | 'notLoaded'
  | 'offline'
  /** The app answers, but no longer has this script: it was updated since the page was opened. */
  | 'updated'
  | 'unreachable';

/** What bundlers and browsers throw when an `import()` does not come. */
const NOT_LOADED = /failed to load chunk|dynamically imported module|importing a module script failed/i;

/** What an error that a part has thrown means before anything is asked. */
export function failureOf(error: unknown): Extract<PartFailure, 'crashed' | 'notLoaded'> {
  const isLoad =
    error instanceof Error && (error.name === 'ChunkLoadError' || NOT_LOADED.test(error.message));
  return isLoad ? 'notLoaded' : 'crashed';
}

const ASK_MS = 5000;

/** Why a script has not come: asks for the page once more. */
export async function whyNotLoaded(): Promise<Extract<PartFailure, 'offline' | 'updated' | 'unreachable'>> {
  if (!navigator.onLine) return 'offline';
  try {
    const signal = AbortSignal.timeout(ASK_MS);
    const { ok } = await fetch(window.location.href, { method: 'HEAD', cache: 'no-store', signal });
    return ok ? 'updated' : 'unreachable';
  } catch {
    return 'unreachable';
  }
}

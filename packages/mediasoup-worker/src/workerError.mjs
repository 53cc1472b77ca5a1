// @ts-check

/**
 * @typedef {'override-invalid' | 'tools-missing' | 'apt-failed' | 'disk-full' | 'cache-unusable' | 'no-network' | 'source-changed'
 *   | 'source-untrusted' | 'build-failed' | 'binary-broken' | 'aborted'} WorkerErrorCode
 */

const override = 'set MEDIASOUP_WORKER_BIN to a mediasoup-worker that you have';

/** A failure whose message is a sentence for the operator: what happened, and what to do about it. */
export class WorkerError extends Error {
  /** @param {WorkerErrorCode} code @param {string} message @param {{ cause?: unknown }} [options] */
  constructor(code, message, options) {
    super(message, options);
    this.name = 'WorkerError';
    this.code = code;
  }

  /** @param {string} path @param {string} reason */
  static overrideInvalid(path, reason) {
    return new WorkerError(
      'override-invalid',
      `MEDIASOUP_WORKER_BIN is ${path}, which ${reason}: correct it, or unset it to let Convene provide the worker.`,
    );
  }

  /** @param {string[]} packages */
  static toolsMissing(packages) {
    return new WorkerError(
      'tools-missing',
      `The mediasoup worker has to be built here and needs what is missing: as root run ` +
        `"apt-get install -y --no-install-recommends ${packages.join(' ')}" ` +
        `(on other systems their counterparts), or ${override}.`,
    );
  }

  /** @param {string[]} packages @param {string} logFile */
  static aptFailed(packages, logFile) {
    return new WorkerError(
      'apt-failed',
      `apt-get could not install what the mediasoup worker's build needs (${packages.join(' ')}): ` +
        `see ${logFile}, install them by hand, or ${override}.`,
    );
  }

  /** @param {string} dir */
  static diskFull(dir) {
    return new WorkerError(
      'disk-full',
      `The disk that holds ${dir} is full, and building the mediasoup worker needs about 300 MB there: ` +
        `free some space, or set CONVENE_CACHE_DIR to a folder on another disk.`,
    );
  }

  /** @param {string[]} packages */
  static diskFullForPackages(packages) {
    return new WorkerError(
      'disk-full',
      `The system's disk has no room for what the mediasoup worker's build needs (${packages.join(', ')}): ` +
        `free some space, or ${override}.`,
    );
  }

  /** @param {string} dir @param {unknown} cause */
  static cacheUnusable(dir, cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new WorkerError(
      'cache-unusable',
      `The mediasoup worker cannot be kept in ${dir} (${reason}): make that folder writable, ` +
        `or set CONVENE_CACHE_DIR to one that is.`,
      { cause },
    );
  }

  /** @param {string} what */
  static noNetwork(what) {
    return new WorkerError(
      'no-network',
      `${what} could not be downloaded, the network does not answer: connect this machine (or configure its proxy), ` +
        `or ${override}.`,
    );
  }

  /** @param {string} file @param {number} found */
  static sourceChanged(file, found) {
    return new WorkerError(
      'source-changed',
      `The build recipe does not fit this mediasoup: the text to replace in worker/${file} was found ${found} times ` +
        `instead of once: bring packages/mediasoup-worker/recipe up to date, or ${override}.`,
    );
  }

  /** @param {string} version */
  static sourceUntrusted(version) {
    return new WorkerError(
      'source-untrusted',
      `The downloaded mediasoup ${version} is not the one that package-lock.json names (its checksum differs): ` +
        `check which npm registry is configured, or ${override}.`,
    );
  }

  /** @param {string} step @param {string} logFile @param {unknown} [cause] */
  static buildFailed(step, logFile, cause) {
    return new WorkerError(
      'build-failed',
      `Building the mediasoup worker failed (${step}): see ${logFile} for the reason, or ${override}.`,
      { cause },
    );
  }

  /** @param {string} reason @param {string} logFile */
  static binaryBroken(reason, logFile) {
    return new WorkerError(
      'binary-broken',
      `The mediasoup worker was built but does not start (${reason}): see ${logFile}, or ${override}.`,
    );
  }

  static aborted() {
    return new WorkerError('aborted', 'Providing the mediasoup worker was interrupted.');
  }
}

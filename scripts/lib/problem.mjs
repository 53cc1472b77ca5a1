// @ts-check

/**
 * Something that the person at the terminal has to know or do. The message is one sentence that names the cause
 * and the remedy; it is printed as it is, without a stack.
 */
export class Problem extends Error {
  /**
   * @param {string} sentence
   * @param {ErrorOptions} [options]
   */
  constructor(sentence, options) {
    super(sentence, options);
    this.name = 'Problem';
  }
}

/**
 * The `code` of a Node system error, such as `ENOENT`.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

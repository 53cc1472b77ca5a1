/** Of 10; below it a sender is worth a warning (004-69). */
const POOR_SCORE = 5;

/** Whether a producer with these scores, one for each of its streams, is a poor sender. A layer that is not sent has 0. */
export const isPoorScore = (scores: readonly number[]): boolean =>
  scores.length > 0 && Math.max(...scores) < POOR_SCORE;

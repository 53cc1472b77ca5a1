/** Below the one a pixel is background, above the other a person; between them it is both, so that hair has no edge. */
const BACKGROUND = 0.25;
const PERSON = 0.75;
/** How much of the mask before stays: without it the outline trembles. */
const KEPT = 0.4;

/** Puts into the mask's alpha channel (RGBA) how much of each pixel is person, from the model's answer. */
export function updateMask(mask: Uint8ClampedArray, people: Float32Array): void {
  for (const [index, sure] of people.entries()) {
    const share = Math.min(1, Math.max(0, (sure - BACKGROUND) / (PERSON - BACKGROUND)));
    const alpha = share * share * (3 - 2 * share) * 255;
    const at = index * 4 + 3;
    mask[at] = (mask[at] ?? 0) * KEPT + alpha * (1 - KEPT);
  }
}

import * as z from 'zod/mini';

/** Under this the browser remembers which effects its person wants. */
export const EFFECTS_KEY = 'convene.effects';

export const EffectWish = z.object({ noise: z.boolean(), blur: z.boolean() });
export type EffectWish = z.infer<typeof EffectWish>;

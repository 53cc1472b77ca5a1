import type { ParticipantId } from '@convene/protocol';
import { hueOf } from '../../ui/avatar.ts';

/** What lies behind a person's picture: a colour that belongs to them. */
export function personTint(participantId: ParticipantId): string {
  const hue = hueOf(participantId);
  return `linear-gradient(150deg, light-dark(oklch(0.9 0.05 ${hue}), oklch(0.31 0.06 ${hue})), light-dark(oklch(0.84 0.06 ${hue + 25}), oklch(0.22 0.04 ${hue + 25})))`;
}

import type { Reaction } from './Reactions.ts';

/** Of the golden ratio: neighbours never start at the same place. */
const SPREAD = 0.618;
const MOST_RISE = 190;

/** Puts an emoji on the tile of who reacts; where that is out of sight, at the edge of the stage, with the name. */
export function placeReaction(element: HTMLElement, { id, participantId }: Reaction): void {
  const layer = element.parentElement?.getBoundingClientRect();
  if (layer === undefined) return;
  const tile = document
    .querySelector(`[data-participant-id="${CSS.escape(participantId)}"]`)
    ?.getBoundingClientRect();
  const across = 0.2 + ((id * SPREAD) % 1) * 0.6;
  const isSeen =
    tile !== undefined &&
    tile.width > 0 &&
    tile.bottom > layer.top + 40 &&
    tile.top < layer.bottom - 40 &&
    tile.right > layer.left &&
    tile.left < layer.right;
  const from = isSeen
    ? tile
    : { left: layer.left, width: Math.min(220, layer.width), bottom: layer.bottom, height: 300 };
  element.style.left = `${from.left - layer.left + from.width * across}px`;
  element.style.top = `${Math.min(from.bottom, layer.bottom) - layer.top - Math.min(92, from.height * 0.55)}px`;
  element.style.setProperty('--rise', `${Math.min(MOST_RISE, from.height * 0.55)}px`);
  element.toggleAttribute('data-off-tile', !isSeen);
}

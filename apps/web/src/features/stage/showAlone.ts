import type { StreamId } from '@convene/protocol';
import type { StageChoices } from './StageChoices.ts';

/** One tile takes the whole screen; where a browser has no full screen (iPhones), the whole stage. */
export function showAlone(stage: StageChoices, streamId: StreamId, element: HTMLElement | null): void {
  stage.showAlone(streamId);
  if (!document.fullscreenEnabled) return;
  // The notices stand beside the stage in there.
  const screen = element?.closest('main') ?? element;
  // The stage alone is enough where the browser refuses.
  screen?.requestFullscreen().catch(() => undefined);
}

export function endAlone(stage: StageChoices): void {
  stage.showAlone(undefined);
  if (!document.fullscreenEnabled) return;
  const shown = document.fullscreenElement;
  if (shown !== null && shown !== document.documentElement) document.exitFullscreen().catch(() => undefined);
}

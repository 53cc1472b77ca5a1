/** Full screen for the whole page; iPhones have none, and a refusal changes nothing. */
export function toggleFullScreen(): void {
  const change =
    document.fullscreenElement === null
      ? document.documentElement.requestFullscreen()
      : document.exitFullscreen();
  change.catch(() => undefined);
}

export const canFullScreen = (): boolean => document.fullscreenEnabled;

/** Plays it through this speaker; the empty id is the system's. */
export async function playThrough(element: HTMLAudioElement, speakerId: string): Promise<void> {
  // Safari has no setSinkId: there the system chooses.
  if (typeof element.setSinkId === 'function') await element.setSinkId(speakerId);
  await element.play();
}

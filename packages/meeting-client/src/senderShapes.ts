import type { Producer } from './mediaPorts.ts';
import { lowestLimits, screenEncoding } from './encodings.ts';
import type { ScreenContent } from './snapshot.ts';

/** Of a camera that is seen small among many the lowest layer does with less. A browser that refuses it sends as before. */
export async function shapeLowest(producer: Producer, amongMany: boolean): Promise<void> {
  const sender = producer.rtpSender;
  const parameters = sender?.getParameters();
  const lowest = parameters?.encodings[0];
  if (sender === undefined || parameters === undefined || lowest === undefined) return;
  Object.assign(lowest, lowestLimits(amongMany));
  try {
    await sender.setParameters(parameters);
  } catch {
    // It costs bits, and nothing else.
  }
}

/** Limits and preference of a screen's sender. A browser that refuses them still has the hint of the track. */
export async function shapeScreen(producer: Producer, content: ScreenContent | undefined): Promise<void> {
  const sender = producer.rtpSender;
  if (content === undefined || sender === undefined) return;
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings) Object.assign(encoding, screenEncoding(content));
  const degradationPreference = content === 'text' ? 'maintain-resolution' : 'maintain-framerate';
  try {
    await sender.setParameters({ ...parameters, degradationPreference });
  } catch {
    // The next change sets them anew.
  }
}

import type { Page } from '@playwright/test';
import type { Picture } from 'bench';
import type { Drawing } from './drawing.ts';

/** A drawing as VP8, by the browser's encoder: every frame is a key frame, so that it may be sent any number of times. */
export async function encodePicture(page: Page, drawing: Drawing): Promise<Picture> {
  const { width, height, data } = drawing;
  const encoded = await page.evaluate(
    async ({ width: codedWidth, height: codedHeight, text }) => {
      const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      const chunks: string[] = [];
      const encoder = new VideoEncoder({
        output: (chunk) => {
          const copy = new Uint8Array(chunk.byteLength);
          chunk.copyTo(copy);
          chunks.push(btoa(Array.from(copy, (byte) => String.fromCharCode(byte)).join('')));
        },
        error: (error) => {
          throw error;
        },
      });
      encoder.configure({ codec: 'vp8', width: codedWidth, height: codedHeight, bitrate: 2_000_000 });
      const frame = new VideoFrame(bytes, { format: 'I420', codedWidth, codedHeight, timestamp: 0 });
      encoder.encode(frame, { keyFrame: true });
      await encoder.flush();
      frame.close();
      encoder.close();
      return chunks[0] ?? '';
    },
    { width, height, text: data.toString('base64') },
  );
  const keyFrame = Buffer.from(encoded, 'base64');
  if (keyFrame.length === 0) throw new Error('the browser encoded nothing');
  return { width, height, keyFrame, nextFrame: keyFrame };
}

import { updateMask } from './personMask.ts';
import type { Segmenter } from './Segmenter.ts';

/** The background is blurred in a picture of this width: a blurred one needs no more, and it costs a tenth. */
const BLUR_WIDTH = 320;
const BLUR_RADIUS = 6;

function contextOf(width: number, height: number, options?: CanvasRenderingContext2DSettings) {
  const context = new OffscreenCanvas(width, height).getContext('2d', options);
  if (context === null) throw new Error('no canvas');
  return context;
}

/** Draws frames with the people in them as they are and all else blurred, in a worker. */
export class BackgroundPainter {
  readonly #segmenter: Segmenter;
  /** What the model sees; read back for each frame. */
  readonly #seen: OffscreenCanvasRenderingContext2D;
  readonly #mask: OffscreenCanvasRenderingContext2D;
  readonly #maskData: ImageData;
  readonly #blurred = contextOf(1, 1, { alpha: false });
  readonly #whole = contextOf(1, 1);

  constructor(segmenter: Segmenter) {
    const { width, height } = segmenter;
    this.#segmenter = segmenter;
    this.#seen = contextOf(width, height, { willReadFrequently: true, alpha: false });
    this.#mask = contextOf(width, height);
    this.#maskData = new ImageData(width, height);
  }

  async paint(frame: VideoFrame, scale: number): Promise<VideoFrame> {
    const { width, height } = this.#segmenter;
    this.#seen.drawImage(frame, 0, 0, width, height);
    const people = await this.#segmenter.find(this.#seen.getImageData(0, 0, width, height).data);
    updateMask(this.#maskData.data, people);
    this.#mask.putImageData(this.#maskData, 0, 0);
    this.#blur(frame);
    this.#compose(frame, scale);
    const { timestamp, duration } = frame;
    return new VideoFrame(this.#whole.canvas, {
      timestamp,
      ...(duration !== null && { duration }),
      alpha: 'discard',
    });
  }

  #blur(frame: VideoFrame): void {
    const blurred = this.#blurred;
    const width = Math.min(BLUR_WIDTH, frame.displayWidth);
    const height = Math.round((width * frame.displayHeight) / frame.displayWidth);
    fit(blurred.canvas, width, height);
    blurred.filter = `blur(${BLUR_RADIUS}px)`;
    // Drawn a little too large: at its own edge a blurred picture would fade into nothing.
    const margin = 2 * BLUR_RADIUS;
    blurred.drawImage(frame, -margin, -margin, width + 2 * margin, height + 2 * margin);
  }

  #compose(frame: VideoFrame, scale: number): void {
    const whole = this.#whole;
    // Encoders want even sizes.
    const width = 2 * Math.round((frame.displayWidth * scale) / 2);
    const height = 2 * Math.round((frame.displayHeight * scale) / 2);
    fit(whole.canvas, width, height);
    whole.globalCompositeOperation = 'copy';
    whole.drawImage(this.#mask.canvas, 0, 0, width, height);
    whole.globalCompositeOperation = 'source-in';
    whole.drawImage(frame, 0, 0, width, height);
    whole.globalCompositeOperation = 'destination-over';
    whole.drawImage(this.#blurred.canvas, 0, 0, width, height);
  }
}

/** Setting a canvas' size empties it and costs: only where it is another. */
function fit(canvas: OffscreenCanvas, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

import { type CompiledModel, loadAndCompile, loadLiteRt, Tensor } from '@litertjs/core';
import type { SegmenterFiles } from './backgroundMessages.ts';

const CHANNELS = 3;

declare global {
  /** Emscripten's options for the module that is loaded next. */
  var Module: object | undefined;
}

/** Finds people in pictures, in a worker: a small model on the CPU, a few milliseconds for each. */
export class Segmenter {
  readonly width: number;
  readonly height: number;
  readonly #model: CompiledModel;
  readonly #input: Float32Array;

  private constructor(model: CompiledModel) {
    const [, height, width] = [...(model.getInputDetails()[0]?.shape ?? [])];
    if (width === undefined || height === undefined) throw new Error('the model takes no picture');
    this.#model = model;
    this.width = width;
    this.height = height;
    this.#input = new Float32Array(width * height * CHANNELS);
  }

  /** Once in a worker's life. @throws when a file does not come, or WebAssembly is not allowed */
  static async load({ runtime, wasm, model }: SegmenterFiles): Promise<Segmenter> {
    // The runtime would take a GPU as soon as it sees one, and the model needs none.
    Object.defineProperty(navigator, 'gpu', { value: undefined, configurable: true });
    // The files' names carry their hashes, so that the one cannot be told from the other. The runtime talks much.
    const quiet = () => undefined;
    globalThis.Module = { locateFile: () => wasm, print: quiet, printErr: quiet };
    await loadLiteRt(runtime);
    return new Segmenter(await loadAndCompile(model, { accelerator: 'wasm' }));
  }

  /** For each pixel of a picture of this size (RGBA) how surely it belongs to a person, 0 to 1. */
  async find(pixels: Uint8ClampedArray): Promise<Float32Array> {
    const input = this.#input;
    for (let from = 0, to = 0; from < pixels.length; from += 4) {
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        input[to++] = (pixels[from + channel] ?? 0) / 255;
      }
    }
    const picture = new Tensor(input, [1, this.height, this.width, CHANNELS]);
    try {
      const [people] = await this.#model.run([picture]);
      if (people === undefined) throw new Error('the model gave no answer');
      const answer = Float32Array.from(people.toTypedArray());
      people.delete();
      return answer;
    } finally {
      picture.delete();
    }
  }
}

type Change = { readonly inView: boolean } | { readonly width: number; readonly height: number };

/** The observers of one window. What they tell is of the elements that were given to `watch`. */
export class WindowObservers {
  readonly #intersections: IntersectionObserver;
  readonly #sizes: ResizeObserver;

  constructor(view: Window, onChange: (element: HTMLVideoElement, change: Change) => void) {
    // Of another window the classes are those of its own global object, which its type does not know.
    const { IntersectionObserver, ResizeObserver } = view as Window & typeof globalThis;
    this.#intersections = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        onChange(videoOf(target), { inView: isIntersecting });
      }
    });
    this.#sizes = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        onChange(videoOf(target), { width: contentRect.width, height: contentRect.height });
      }
    });
  }

  watch(element: HTMLVideoElement): void {
    this.#intersections.observe(element);
    this.#sizes.observe(element);
  }

  unwatch(element: HTMLVideoElement): void {
    this.#intersections.unobserve(element);
    this.#sizes.unobserve(element);
  }

  close(): void {
    this.#intersections.disconnect();
    this.#sizes.disconnect();
  }
}

// Nothing else is watched.
const videoOf = (target: Element) => target as HTMLVideoElement;

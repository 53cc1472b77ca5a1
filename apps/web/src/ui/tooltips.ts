const DELAY_MS = 350;
const GAP = 8;

/** Above its element, or below where there is no room; never past the edge of the window. */
function place(layer: HTMLElement, target: Element): void {
  const box = target.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = layer;
  const centred = box.left + box.width / 2 - width / 2;
  const left = Math.max(GAP, Math.min(centred, window.innerWidth - width - GAP));
  const above = box.top - height - GAP;
  layer.style.left = `${left}px`;
  layer.style.top = `${above >= GAP ? above : box.bottom + GAP}px`;
}

/**
 * Shows the `data-tooltip` of whatever the mouse rests on or the keyboard reaches, in one layer for the whole page.
 * Only for the eyes: the element has the same words as its accessible name. Answers what ends it.
 */
export function attachTooltips(layer: HTMLElement): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = () => {
    clearTimeout(timer);
    layer.hidden = true;
  };
  const show = (event: Event) => {
    const target = event.target instanceof Element ? event.target.closest('[data-tooltip]') : null;
    hide();
    if (!(target instanceof HTMLElement)) return;
    timer = setTimeout(() => {
      if (!target.isConnected) return;
      const { tooltip = '', tooltipKeys = '' } = target.dataset;
      layer.replaceChildren(tooltip);
      if (tooltipKeys !== '') {
        const keys = document.createElement('kbd');
        keys.textContent = tooltipKeys;
        layer.append(keys);
      }
      layer.hidden = false;
      place(layer, target);
    }, DELAY_MS);
  };

  const listening = new AbortController();
  const listen = <K extends keyof DocumentEventMap>(
    type: K,
    listener: (event: DocumentEventMap[K]) => void,
  ) => document.addEventListener(type, listener, { signal: listening.signal, capture: true });
  // A finger has nothing to rest on: its tooltip would appear after the tap.
  listen('pointerover', (event) => event.pointerType === 'mouse' && show(event));
  listen('focusin', (event) => {
    if (event.target instanceof Element && event.target.matches(':focus-visible')) show(event);
  });
  listen('focusout', hide);
  listen('pointerdown', hide);
  listen('keydown', hide);
  listen('scroll', hide);
  return () => {
    listening.abort();
    hide();
  };
}

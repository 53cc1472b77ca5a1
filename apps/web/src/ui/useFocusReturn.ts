import { type RefObject, useEffect, useRef, useState } from 'react';

/** The element, or the button of the menu that it is in: the menu is about to close. */
function lasting(element: Element | null): Element | null {
  const button = element?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  if (button !== null && button !== undefined) return document.querySelector(`#${CSS.escape(button)}`);
  return element === document.body ? null : element;
}

/** What has the focus and stays. */
export const focused = (): Element | null => lasting(document.activeElement);

/** Gives the focus back to the first that is still there; for what is gone stands in the panel that is open, or the page's heading. */
export function focusAgain(...before: readonly (Element | null)[]): void {
  const target =
    before.find((element) => element?.isConnected) ??
    document.querySelector('aside[tabindex]') ??
    document.querySelector('main h1');
  if (target instanceof HTMLElement) target.focus();
}

/**
 * Where the focus goes when a dialog closes: to what had it last outside of it. The dialog is drawn at once with what opens it. A menu that opened the dialog gives the focus
 * back to its button at some time, or not at all when the dialog has it already.
 */
export function useFocusReturn(dialog: RefObject<HTMLElement | null>): (event: Event) => void {
  const [before] = useState(focused);
  const last = useRef(before);
  useEffect(() => {
    const note = ({ target }: { readonly target: EventTarget | null }) => {
      const isOutside = target instanceof HTMLElement && dialog.current?.contains(target) !== true;
      if (isOutside && target !== document.body) last.current = lasting(target);
    };
    document.addEventListener('focusin', note, true);
    return () => document.removeEventListener('focusin', note, true);
  }, [dialog]);
  return (event) => {
    event.preventDefault();
    focusAgain(last.current);
  };
}

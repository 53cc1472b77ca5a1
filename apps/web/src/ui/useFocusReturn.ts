import { type RefObject, useEffect, useRef, useState } from 'react';

/** What has the focus, or the button of the menu that has it: the menu is about to close. */
function focused(): Element | null {
  const element = document.activeElement;
  const button = element?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  if (button !== null && button !== undefined) return document.querySelector(`#${CSS.escape(button)}`);
  return element === document.body ? null : element;
}

/**
 * Where the focus goes when a dialog closes: to what had it last outside of it. The dialog is drawn at once with what opens it. A menu that opened the dialog gives the focus
 * back to its button at some time, or not at all when the dialog has it already. What is gone meanwhile is stood in for by the
 * page's heading.
 */
export function useFocusReturn(dialog: RefObject<HTMLElement | null>): (event: Event) => void {
  const [before] = useState(focused);
  const last = useRef(before);
  useEffect(() => {
    const note = ({ target }: { readonly target: EventTarget | null }) => {
      const isOutside = target instanceof HTMLElement && dialog.current?.contains(target) !== true;
      if (isOutside && target !== document.body) last.current = target;
    };
    document.addEventListener('focusin', note, true);
    return () => document.removeEventListener('focusin', note, true);
  }, [dialog]);
  return (event) => {
    event.preventDefault();
    const isThere = last.current?.isConnected === true;
    const target = isThere ? last.current : document.querySelector('main h1');
    if (target instanceof HTMLElement) target.focus();
  };
}

import { type RefObject, useEffect, useRef, useState } from 'react';

/**
 * Where the focus goes when a dialog closes: to what had it last outside of it. A menu that opened the dialog gives the focus
 * back to its button only when the dialog has it already, so that asking at the beginning would be too early. What is gone
 * meanwhile is stood in for by the page's heading.
 */
export function useFocusReturn(dialog: RefObject<HTMLElement | null>): (event: Event) => void {
  const [before] = useState(() => document.activeElement);
  const last = useRef(before === document.body ? null : before);
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

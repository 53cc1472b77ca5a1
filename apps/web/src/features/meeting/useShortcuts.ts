import { useEffect, useRef } from 'react';
import { type Shortcut, shortcutOf, takesKeys } from './shortcuts.ts';

/** Runs the action of a keyboard shortcut while the component is there. */
export function useShortcuts(actions: Readonly<Record<Shortcut, () => void>>): void {
  const newest = useRef(actions);
  useEffect(() => {
    newest.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event, takesKeys(event.target));
      if (shortcut === undefined || event.defaultPrevented) return;
      // Ctrl+D and Ctrl+E are the browser's bookmark and search.
      event.preventDefault();
      newest.current[shortcut]();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

import { useEffect, useRef, useState } from 'react';

const SHOWN_MS = 2_000;

/** Copies a link; `copied` is true for a moment afterwards. `onFail`: the browser refused. */
export function useCopyLink(link: string, onFail: () => void): { copied: boolean; copy: () => void } {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const copy = () => {
    // Only secure contexts have a clipboard, whatever the types say.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (clipboard === undefined) {
      onFail();
      return;
    }
    clipboard.writeText(link).then(() => {
      setCopied(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setCopied(false), SHOWN_MS);
    }, onFail);
  };
  return { copied, copy };
}

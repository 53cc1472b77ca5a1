import { useEffect, useRef, useState } from 'react';
import { writeClipboard } from './writeClipboard.ts';

const SHOWN_MS = 2_000;

/** Copies a link; `copied` is true for a moment afterwards. `onFail`: the browser refused. */
export function useCopyLink(link: string, onFail: () => void): { copied: boolean; copy: () => void } {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const write = async () => {
    if (!(await writeClipboard(link))) {
      onFail();
      return;
    }
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return { copied, copy: () => void write() };
}

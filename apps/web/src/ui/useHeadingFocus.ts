import { type RefObject, useEffect, useRef } from 'react';

/**
 * For the heading of what has just come, which takes the focus and is read out: what had it before is gone. It needs
 * `tabIndex={-1}`.
 */
export function useHeadingFocus(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return heading;
}

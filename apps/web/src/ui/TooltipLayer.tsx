'use client';

import { useEffect, useRef } from 'react';
import { attachTooltips } from './tooltips.ts';

/** Where the page's tooltips appear. */
export function TooltipLayer() {
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => (layer.current === null ? undefined : attachTooltips(layer.current)), []);
  return (
    <div
      ref={layer}
      hidden
      aria-hidden="true"
      className="pointer-events-none fixed z-60 flex animate-fade items-center gap-2 rounded-lg bg-[#20232d] px-2.5 py-1.5 text-xs font-medium whitespace-nowrap text-white shadow-raised [&[hidden]]:hidden [&>kbd]:font-sans [&>kbd]:text-white/70"
    />
  );
}

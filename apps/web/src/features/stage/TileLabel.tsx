import type { ReactNode } from 'react';

/** A tile's name, after the marks of its state. */
export function TileLabel({ name, children }: { readonly name: string; readonly children?: ReactNode }) {
  return (
    <p className="pointer-events-none absolute bottom-2 left-2 flex max-w-[calc(100%-3.25rem)] items-center gap-1.5 rounded-lg bg-black/55 px-2 py-1 text-[0.8125rem] leading-5 font-medium text-white backdrop-blur-md @max-[13.5rem]:bottom-1.5 @max-[13.5rem]:left-1.5 @max-[13.5rem]:max-w-[calc(100%-2.75rem)] @max-[13.5rem]:gap-1 @max-[13.5rem]:px-1.5 @max-[13.5rem]:py-0.5 @max-[13.5rem]:text-xs @min-[20rem]:bottom-3 @min-[20rem]:left-3 @min-[20rem]:max-w-[calc(100%-4rem)] @min-[20rem]:px-2.5">
      {children}
      <span className="truncate">{name}</span>
    </p>
  );
}

'use client';

import { Tooltip as Primitive } from 'radix-ui';
import type { ReactElement } from 'react';

export const TooltipProvider = Primitive.Provider;

type Props = { readonly label: string; readonly keys?: string; readonly children: ReactElement };

/** The name of a control that shows only an icon, and the key that does the same. */
export function Tooltip({ label, keys, children }: Props) {
  return (
    <Primitive.Root delayDuration={350}>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          sideOffset={8}
          collisionPadding={8}
          className="pointer-events-none z-50 flex animate-fade items-center gap-2 rounded-lg bg-[#20232d] px-2.5 py-1.5 text-xs font-medium text-white shadow-raised"
        >
          {label}
          {keys !== undefined && <kbd className="font-sans text-white/70">{keys}</kbd>}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

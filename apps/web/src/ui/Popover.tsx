'use client';

import { Popover as Primitive } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';

type Props = {
  /** Its name: it is a dialog that leaves the rest of the page usable. */
  readonly label: string;
  readonly trigger: ReactElement;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly className?: string;
  readonly children: ReactNode;
};

/** A few controls that open from `trigger`, and stand in the same landmark; the focus goes in, and back when it closes. */
export function Popover({ label, trigger, open, onOpen, className, children }: Props) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpen}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Content
        aria-label={label}
        sideOffset={10}
        collisionPadding={12}
        className={cx(
          'z-50 max-w-[calc(100vw-1.5rem)] animate-rise rounded-2xl border border-line bg-raised p-1.5 shadow-float',
          className,
        )}
      >
        {children}
      </Primitive.Content>
    </Primitive.Root>
  );
}

'use client';

import { Check, ChevronDown } from 'lucide-react';
import { Select as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export type SelectOption = { readonly value: string; readonly label: string };

type Props = {
  readonly label: string;
  readonly icon: ReactNode;
  readonly options: readonly SelectOption[];
  readonly value: string | undefined;
  /** What stands in it when nothing can be chosen. */
  readonly placeholder: string;
  readonly onChange: (value: string) => void;
};

export function Select({ label, icon, options, value, placeholder, onChange }: Props) {
  return (
    <Primitive.Root value={value ?? ''} onValueChange={onChange} disabled={options.length === 0}>
      <Primitive.Trigger
        aria-label={label}
        className={cx(
          'flex h-11 w-full min-w-0 items-center gap-2.5 rounded-field border border-line bg-surface px-3.5 text-left text-sm transition-colors',
          'hover:bg-hover data-disabled:cursor-default data-disabled:text-muted data-disabled:hover:bg-surface',
        )}
      >
        <span className="text-muted [&>svg]:size-4.5">{icon}</span>
        <span className="min-w-0 flex-1 truncate">
          <Primitive.Value placeholder={placeholder} />
        </span>
        <ChevronDown className="size-4 shrink-0 text-muted" aria-hidden="true" />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={6}
          collisionPadding={12}
          className="z-50 max-h-(--radix-select-content-available-height) w-(--radix-select-trigger-width) min-w-56 animate-rise overflow-hidden rounded-field border border-line bg-raised p-1.5 shadow-float"
        >
          <Primitive.Viewport>
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                className="flex min-h-10 items-center gap-2 rounded-lg px-2.5 py-2 text-sm outline-none data-highlighted:bg-hover"
              >
                <Primitive.ItemText>{option.label}</Primitive.ItemText>
                <Primitive.ItemIndicator className="ml-auto">
                  <Check className="size-4 text-accent-ink" aria-hidden="true" />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

'use client';

import { Check, ChevronRight } from 'lucide-react';
import { DropdownMenu as Primitive } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';

const contentClass =
  'scroll-slim z-50 max-h-(--radix-dropdown-menu-content-available-height) animate-rise overflow-y-auto rounded-2xl border border-line bg-raised p-1.5 text-ink shadow-float';

const itemClass =
  'flex min-h-10 items-center gap-3 rounded-lg px-3 py-2 text-sm outline-none select-none data-highlighted:bg-hover [&>svg]:size-4.5 [&>svg]:text-muted';

type MenuProps = {
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  /** Where the menu stands in the page, if it would be cut off beside its trigger. */
  readonly container?: HTMLElement | null;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
};

/** A menu that opens from `trigger`, and stands in the same landmark. */
export function Menu({ trigger, children, container, open, onOpenChange }: MenuProps) {
  const content = (
    <Primitive.Content sideOffset={10} collisionPadding={12} className={`${contentClass} min-w-60`}>
      {children}
    </Primitive.Content>
  );
  return (
    <Primitive.Root
      modal={false}
      {...(open !== undefined && { open })}
      {...(onOpenChange !== undefined && { onOpenChange })}
    >
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      {container === undefined ? (
        content
      ) : (
        <Primitive.Portal container={container}>{content}</Primitive.Portal>
      )}
    </Primitive.Root>
  );
}

/** Items that belong together: a line stands between them and what comes before. */
export function MenuSection({ children }: { readonly children: ReactNode }) {
  return (
    <Primitive.Group className="border-line not-first:mt-1.5 not-first:border-t not-first:pt-1.5">
      {children}
    </Primitive.Group>
  );
}

type ItemProps = {
  readonly icon: ReactNode;
  readonly keys?: string;
  /** It ends something for somebody. */
  readonly danger?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
};

export function MenuItem({ icon, keys, danger = false, onSelect, children }: ItemProps) {
  return (
    <Primitive.Item
      className={cx(itemClass, danger && 'text-danger-ink [&>svg]:text-danger-ink')}
      onSelect={onSelect}
    >
      {icon}
      <span className="flex-1">{children}</span>
      {keys !== undefined && <kbd className="font-sans text-xs text-muted">{keys}</kbd>}
    </Primitive.Item>
  );
}

type ChoiceProps<T extends string> = {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly icon: ReactNode }[];
  readonly onChange: (value: T) => void;
};

/** One of a few, chosen inside the menu. */
export function MenuChoice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <Primitive.RadioGroup value={value}>
      <Primitive.Label className="px-3 pt-2 pb-1 text-xs font-medium text-muted">{label}</Primitive.Label>
      {options.map((option) => (
        <Primitive.RadioItem
          key={option.value}
          value={option.value}
          className={itemClass}
          onSelect={() => onChange(option.value)}
        >
          {option.icon}
          <span className="flex-1">{option.label}</span>
          <Primitive.ItemIndicator>
            <Check className="size-4 text-accent-ink" aria-hidden="true" />
          </Primitive.ItemIndicator>
        </Primitive.RadioItem>
      ))}
    </Primitive.RadioGroup>
  );
}

type SubMenuProps = {
  readonly icon: ReactNode;
  readonly label: string;
  /** What is chosen in it. */
  readonly value: string;
  readonly children: ReactNode;
};

/** A menu of its own behind one item. */
export function SubMenu({ icon, label, value, children }: SubMenuProps) {
  return (
    <Primitive.Sub>
      <Primitive.SubTrigger
        aria-label={label}
        aria-description={value}
        className={`${itemClass} data-[state=open]:bg-hover`}
      >
        {icon}
        <span className="flex-1">{label}</span>
        <span className="text-[0.8125rem] text-muted">{value}</span>
        <ChevronRight className="-mr-1" aria-hidden="true" />
      </Primitive.SubTrigger>
      <Primitive.SubContent sideOffset={4} collisionPadding={12} className={`${contentClass} min-w-52`}>
        {children}
      </Primitive.SubContent>
    </Primitive.Sub>
  );
}

type SwitchProps = {
  readonly icon: ReactNode;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly children: ReactNode;
};

/** An item that is on or off. */
export function MenuSwitch({ icon, on, onChange, children }: SwitchProps) {
  return (
    <Primitive.CheckboxItem className={itemClass} checked={on} onCheckedChange={onChange}>
      {icon}
      <span className="flex-1">{children}</span>
      <Primitive.ItemIndicator>
        <Check className="size-4 text-accent-ink" aria-hidden="true" />
      </Primitive.ItemIndicator>
    </Primitive.CheckboxItem>
  );
}

/** A line that says something of what stands above it. */
export function MenuNote({ children }: { readonly children: ReactNode }) {
  return <p className="px-3 pt-1.5 pb-1 text-xs text-muted">{children}</p>;
}

export function MenuSeparator() {
  return <Primitive.Separator className="my-1.5 h-px bg-line" />;
}

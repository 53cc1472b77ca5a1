import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';

const variants = {
  /** The round controls of a meeting. */
  control: 'size-12 rounded-full bg-raised text-ink border border-line hover:bg-hover',
  /** A control whose thing is off. */
  off: 'size-12 rounded-full bg-danger-soft text-danger-ink border border-transparent hover:bg-hover',
  /** A control whose panel is open, or whose thing is on. */
  on: 'size-12 rounded-full bg-accent text-on-accent border border-transparent hover:bg-accent-hover',
  danger: 'h-12 w-16 rounded-full bg-danger text-white border border-transparent hover:bg-danger-hover',
  /** Over a picture. */
  glass: 'size-12 rounded-full bg-black/55 text-white backdrop-blur-md hover:bg-black/70',
  glassOff: 'size-12 rounded-full bg-danger text-white hover:bg-danger-hover',
  plain: 'size-9 rounded-lg text-muted hover:bg-hover hover:text-ink',
} as const;

export type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  readonly label: string;
  readonly icon: ReactNode;
  /** The shortcut that does the same, for the tooltip. */
  readonly keys?: string;
  readonly variant?: keyof typeof variants;
};

/** A button that shows an icon only: its label is its name and its tooltip. */
export function IconButton(props: IconButtonProps) {
  const { label, icon, keys, variant = 'plain', className, children, ...rest } = props;
  return (
    <button
      type="button"
      aria-label={label}
      data-tooltip={label}
      data-tooltip-keys={keys}
      className={cx(
        'relative inline-flex shrink-0 items-center justify-center transition-[background-color,transform] duration-150 active:scale-95 disabled:opacity-50 disabled:active:scale-100',
        variants[variant],
        className,
      )}
      {...rest}
    >
      {icon}
      {children}
    </button>
  );
}

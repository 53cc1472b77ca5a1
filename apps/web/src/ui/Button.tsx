import type { ComponentProps } from 'react';
import { cx } from './cx.ts';
import { Spinner } from './Spinner.tsx';

const variants = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover shadow-sm',
  secondary: 'bg-raised text-ink border border-line hover:bg-hover',
  ghost: 'text-ink hover:bg-hover',
  danger: 'bg-danger text-white hover:bg-danger-hover',
} as const;

const sizes = {
  sm: 'h-9 px-3.5 text-sm rounded-[0.625rem] gap-1.5',
  md: 'h-11 px-5 text-[0.9375rem] rounded-field gap-2',
  lg: 'h-13 px-6 text-base rounded-[0.875rem] gap-2.5',
} as const;

export type ButtonProps = ComponentProps<'button'> & {
  readonly variant?: keyof typeof variants;
  readonly size?: keyof typeof sizes;
  /** The action runs: the button says so and takes no second click. */
  readonly busy?: boolean;
};

export function Button(props: ButtonProps) {
  const { variant = 'secondary', size = 'md', busy = false, className, children, disabled, ...rest } = props;
  return (
    <button
      type="button"
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={cx(
        'inline-flex shrink-0 items-center justify-center font-medium whitespace-nowrap select-none',
        'transition-[background-color,border-color,transform] duration-150 active:scale-[0.98]',
        'disabled:cursor-default disabled:opacity-60 disabled:active:scale-100',
        variants[variant],
        sizes[size],
        className,
      )}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

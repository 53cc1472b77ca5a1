'use client';

import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './cx.ts';

type Props = Omit<ComponentProps<'input'>, 'id'> & {
  readonly label: string;
  /** Shown to assistive technology only, where the surroundings say it already. */
  readonly hideLabel?: boolean;
  readonly error?: ReactNode;
};

export function TextField({ label, hideLabel = false, error, className, ...rest }: Props) {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <div className={cx('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-sm font-medium'}>
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : errorId}
        className={cx(
          'h-12 w-full rounded-field border bg-surface px-4 text-base transition-colors placeholder:text-muted',
          error === undefined ? 'border-line-strong' : 'border-danger',
        )}
        {...rest}
      />
      {error !== undefined && (
        <p id={errorId} role="alert" className="text-sm text-danger-ink">
          {error}
        </p>
      )}
    </div>
  );
}

'use client';

import { Switch } from 'radix-ui';
import { useId } from 'react';
import { Spinner } from './Spinner.tsx';

type Props = {
  readonly label: string;
  readonly text: string;
  readonly on: boolean;
  /** The change was asked for and has not happened yet. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly onChange: (on: boolean) => void;
};

/** A setting that is on or off, with what it means. It shows what is, not what was asked for. */
export function SwitchRow({ label, text, on, busy = false, disabled = false, onChange }: Props) {
  const id = useId();
  return (
    <div className="flex items-center gap-4 py-3">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="text-[0.9375rem] font-medium">
          {label}
        </label>
        <p id={`${id}-text`} className="text-sm text-pretty text-muted">
          {text}
        </p>
      </div>
      {busy && <Spinner className="size-4.5 text-muted" />}
      <Switch.Root
        id={id}
        checked={on}
        disabled={disabled}
        aria-busy={busy || undefined}
        aria-describedby={`${id}-text`}
        onCheckedChange={(checked) => !busy && onChange(checked)}
        className="h-6.5 w-11 shrink-0 rounded-full bg-line-strong transition-colors disabled:opacity-40 data-[state=checked]:bg-accent"
      >
        <Switch.Thumb className="block size-5 translate-x-0.75 rounded-full bg-white shadow-sm transition-transform data-[state=checked]:translate-x-5.25" />
      </Switch.Root>
    </div>
  );
}

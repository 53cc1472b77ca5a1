import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';
import { Spinner } from './Spinner.tsx';

type Props = {
  readonly label: string;
  /** What it does, or why it cannot. */
  readonly text?: ReactNode;
  readonly icon?: ReactNode;
  readonly checked: boolean;
  /** The change was asked for and has not happened yet. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** A row among rows of a dialog or a panel. */
  readonly row?: boolean;
  readonly onChange: (checked: boolean) => void;
};

/**
 * Something that is on or off, with its name before it: the platform's own checkbox, dressed, since the lobby waits for
 * it. It shows what is, not what was asked for.
 */
export function Switch(props: Props) {
  const { label, text, icon, checked, busy = false, disabled = false, row = false, onChange } = props;
  const id = useId();
  const spinner = <Spinner className="size-4.5 shrink-0 text-muted" />;
  return (
    <label
      className={cx(
        'flex cursor-pointer items-center has-disabled:cursor-default [&>svg]:size-4.5 [&>svg]:shrink-0 [&>svg]:text-muted',
        row ? 'gap-4 py-3 text-[0.9375rem]' : 'gap-3 text-sm',
      )}
    >
      {busy && icon !== undefined ? spinner : icon}
      <span className="min-w-0 flex-1">
        <span className="font-medium">{label}</span>
        {text !== undefined && (
          <span
            id={`${id}-text`}
            className={cx('block text-pretty text-muted', row ? 'text-sm' : 'text-[0.8125rem] leading-snug')}
          >
            {text}
          </span>
        )}
      </span>
      {busy && icon === undefined && spinner}
      <input
        type="checkbox"
        role="switch"
        aria-label={label}
        aria-describedby={text === undefined ? undefined : `${id}-text`}
        checked={checked}
        aria-checked={checked}
        aria-busy={busy || undefined}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="relative h-6 w-10.5 shrink-0 cursor-pointer appearance-none rounded-full bg-line-strong transition-colors before:absolute before:top-0.75 before:left-0.75 before:size-4.5 before:rounded-full before:bg-white before:shadow-sm before:transition-transform before:duration-150 checked:bg-accent checked:before:translate-x-4.5 disabled:cursor-default disabled:opacity-50"
      />
    </label>
  );
}

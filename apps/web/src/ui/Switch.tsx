import { type ReactNode, useId } from 'react';

type Props = {
  readonly label: string;
  /** What it does, or why it cannot. */
  readonly text?: ReactNode;
  readonly icon?: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
};

/** Something that is on or off, with its name before it: the platform's own checkbox, dressed, since the lobby waits for it. */
export function Switch({ label, text, icon, checked, disabled = false, onChange }: Props) {
  const id = useId();
  return (
    <label className="flex cursor-pointer items-center gap-3 text-sm has-disabled:cursor-default [&>svg]:size-4.5 [&>svg]:shrink-0 [&>svg]:text-muted">
      {icon}
      <span className="min-w-0 flex-1">
        <span className="font-medium">{label}</span>
        {text !== undefined && (
          <span id={`${id}-text`} className="block text-[0.8125rem] leading-snug text-pretty text-muted">
            {text}
          </span>
        )}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-label={label}
        aria-describedby={text === undefined ? undefined : `${id}-text`}
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="relative h-6 w-10.5 shrink-0 cursor-pointer appearance-none rounded-full bg-line-strong transition-colors before:absolute before:top-0.75 before:left-0.75 before:size-4.5 before:rounded-full before:bg-white before:shadow-sm before:transition-transform before:duration-150 checked:bg-accent checked:before:translate-x-4.5 disabled:cursor-default disabled:opacity-50"
      />
    </label>
  );
}

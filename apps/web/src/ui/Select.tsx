import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';

type SelectOption = { readonly value: string; readonly label: string };

type Props = {
  readonly label: string;
  readonly icon: ReactNode;
  readonly options: readonly SelectOption[];
  readonly value: string | undefined;
  /** What stands in it when nothing is chosen. */
  readonly placeholder: string;
  readonly onChange: (value: string) => void;
};

/** The platform's own select, dressed: on a phone it opens the wheel that people know. */
export function Select({ label, icon, options, value, placeholder, onChange }: Props) {
  const chosen = options.some((option) => option.value === value) ? value : '';
  return (
    <div className="relative flex items-center text-sm">
      <span className="pointer-events-none absolute left-3.5 text-muted [&>svg]:size-4.5">{icon}</span>
      <select
        aria-label={label}
        value={chosen}
        disabled={options.length === 0}
        onChange={(event) => onChange(event.target.value)}
        className="h-11 w-full min-w-0 cursor-pointer appearance-none truncate rounded-field border border-line bg-surface pr-10 pl-11 transition-colors hover:bg-hover disabled:cursor-default disabled:text-muted disabled:hover:bg-surface"
      >
        {chosen === '' && (
          <option value="" disabled>
            {placeholder}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value} className="bg-raised text-ink">
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown className="pointer-events-none absolute right-3.5 size-4 text-muted" aria-hidden="true" />
    </div>
  );
}

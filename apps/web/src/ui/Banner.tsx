import type { ReactNode } from 'react';
import { cx } from './cx.ts';

const tones = {
  warn: 'bg-warn-soft text-warn-ink',
  danger: 'bg-danger-soft text-danger-ink',
  info: 'bg-accent-soft text-accent-ink',
} as const;

type Props = {
  readonly tone: keyof typeof tones;
  readonly icon?: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
};

/** Says what stands in the way and, where there is one, offers the way out. */
export function Banner({ tone, icon, action, children }: Props) {
  return (
    <output
      className={cx(
        'flex animate-fade items-center gap-3 rounded-field px-4 py-3 text-sm leading-snug [&>svg]:size-5 [&>svg]:shrink-0',
        tones[tone],
      )}
    >
      {icon}
      <span className="min-w-0 flex-1 text-pretty">{children}</span>
      {action}
    </output>
  );
}

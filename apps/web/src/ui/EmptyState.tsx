import type { ReactNode } from 'react';

type Props = { readonly icon: ReactNode; readonly title: string; readonly text: string };

export function EmptyState({ icon, title, text }: Props) {
  return (
    <div className="flex flex-col items-center gap-1 px-6 py-10 text-center">
      <span className="mb-3 grid size-12 place-items-center rounded-2xl bg-accent-soft text-accent-ink [&>svg]:size-5.5">
        {icon}
      </span>
      <p className="font-medium">{title}</p>
      <p className="max-w-60 text-sm text-pretty text-muted">{text}</p>
    </div>
  );
}

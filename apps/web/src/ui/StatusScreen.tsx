'use client';

import type { ReactNode } from 'react';
import { PageHeader } from './PageHeader.tsx';
import { useHeadingFocus } from './useHeadingFocus.ts';

type Props = {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
};

/** A whole page that says one thing and offers what can be done next. */
export function StatusScreen({ icon, title, text, children }: Props) {
  const heading = useHeadingFocus();
  return (
    <div className="flex min-h-dvh flex-col">
      <PageHeader />
      <main className="safe-x flex flex-1 flex-col items-center justify-center gap-6 pb-32 text-center">
        <span
          aria-hidden="true"
          className="grid size-16 place-items-center rounded-[1.25rem] bg-accent-soft text-accent-ink [&>svg]:size-7"
        >
          {icon}
        </span>
        <div className="flex max-w-md flex-col gap-2">
          <h1
            ref={heading}
            tabIndex={-1}
            className="text-2xl font-semibold tracking-tight text-balance outline-none sm:text-3xl"
          >
            {title}
          </h1>
          <p className="text-pretty text-muted">{text}</p>
        </div>
        <div className="flex flex-wrap justify-center gap-3">{children}</div>
      </main>
    </div>
  );
}

import type { ReactNode } from 'react';

type Props = {
  readonly title: string;
  readonly children: ReactNode;
};

/** What belongs together within a section, under a heading. */
export function SettingsGroup({ title, children }: Props) {
  return (
    <section className="grid gap-3 border-line py-5 first:pt-0 not-first:border-t last:pb-0">
      <h3 className="text-[0.9375rem] font-semibold tracking-tight">{title}</h3>
      {children}
    </section>
  );
}

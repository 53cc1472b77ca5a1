'use client';

import { type ReactNode, useId } from 'react';

type Props = {
  readonly title: string;
  /** The name of the list in it. */
  readonly list: string;
  /** Said in the place of a list without rows. */
  readonly empty?: string | undefined;
  readonly children: ReactNode;
};

/** One part of the list of people. */
export function PeopleSection({ title, list, empty, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="px-5 py-2 text-xs font-medium text-muted">
        {title}
      </h3>
      {empty === undefined ? (
        <ul aria-label={list} className="px-2.5">
          {children}
        </ul>
      ) : (
        <p className="px-5 py-3 text-sm text-muted">{empty}</p>
      )}
    </section>
  );
}

import Link from 'next/link';
import type { ReactNode } from 'react';

/** A link to another page that looks like a secondary button. */
export function ButtonLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link
      href={href}
      className="inline-flex h-11 items-center justify-center gap-2 rounded-field border border-line bg-raised px-5 text-[0.9375rem] font-medium whitespace-nowrap transition-colors hover:bg-hover"
    >
      {children}
    </Link>
  );
}

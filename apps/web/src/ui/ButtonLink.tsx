import type { ReactNode } from 'react';

/**
 * A link to another page that looks like a secondary button. A page is loaded whole: its security policy then knows the
 * media servers that are up, and a closed meeting leaves nothing behind.
 */
export function ButtonLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <a
      href={href}
      className="inline-flex h-11 items-center justify-center gap-2 rounded-field border border-line bg-raised px-5 text-[0.9375rem] font-medium whitespace-nowrap transition-colors hover:bg-hover"
    >
      {children}
    </a>
  );
}

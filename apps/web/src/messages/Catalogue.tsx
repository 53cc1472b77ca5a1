'use client';

import type { ReactNode } from 'react';
import { IntlProvider } from 'use-intl';
import { en } from './en.ts';

/**
 * Gives every component below its words. English is the only catalogue yet. The time zone only has to be the same on
 * server and client: no message formats a date, because times are written in the reader's own way.
 */
export function Catalogue({ children }: { readonly children: ReactNode }) {
  return (
    <IntlProvider locale="en" timeZone="UTC" messages={en}>
      {children}
    </IntlProvider>
  );
}

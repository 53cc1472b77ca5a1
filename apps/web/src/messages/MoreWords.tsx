'use client';

import { type ReactNode, useMemo } from 'react';
import { IntlProvider, type Messages, useMessages } from 'use-intl';

type Props = { readonly messages: Partial<Messages>; readonly children: ReactNode };

/** Adds a part of the catalogue that came later than the page. */
export function MoreWords({ messages, children }: Props) {
  const before = useMessages();
  const all = useMemo(() => ({ ...before, ...messages }), [before, messages]);
  return (
    <IntlProvider locale="en" timeZone="UTC" messages={all}>
      {children}
    </IntlProvider>
  );
}

'use client';

import './globals.css';
import { useLayoutEffect } from 'react';
import { Crashed } from '../features/home/Crashed.tsx';
import { Catalogue } from '../messages/Catalogue.tsx';
import { applyRememberedTheme } from '../ui/theme.ts';

/** Stands where not even the layout could be drawn: it brings the document, the words and the theme by itself. */
export default function GlobalErrorPage() {
  // The script that sets it before the first paint belongs to the layout, and React clears what it set on <html>.
  useLayoutEffect(applyRememberedTheme, []);
  return (
    <html lang="en">
      <head>
        <title>Convene</title>
      </head>
      <body>
        <Catalogue>
          <Crashed />
        </Catalogue>
      </body>
    </html>
  );
}

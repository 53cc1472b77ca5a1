'use client';

import { lazy, Suspense } from 'react';

// Next sends what this file imports along with every page: the screen comes only when it is shown.
const DocumentCrashed = lazy(async () => {
  const { DocumentCrashed: screen } = await import('../features/failure/DocumentCrashed.tsx');
  return { default: screen };
});

/** Stands where not even the layout could be drawn. */
export default function GlobalErrorPage() {
  return (
    <html lang="en">
      <head>
        <title>Convene</title>
      </head>
      <body>
        <Suspense>
          <DocumentCrashed />
        </Suspense>
      </body>
    </html>
  );
}

'use client';

import { lazy } from 'react';

// Next sends what this file imports along with every page: the screen comes only when it is shown.
const PageNotFound = lazy(async () => {
  const { PageNotFound: screen } = await import('../features/home/PageNotFound.tsx');
  return { default: screen };
});

export default function NotFound() {
  return <PageNotFound />;
}

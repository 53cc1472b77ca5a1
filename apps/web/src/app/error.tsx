'use client';

import { Crashed } from '../features/home/Crashed.tsx';

export default function ErrorPage() {
  return <Crashed />;
}

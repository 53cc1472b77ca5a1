'use client';

import { lazy } from 'react';

// Next sends what this file imports along with the lobby: the screen comes only when it is shown.
const MeetingNotFound = lazy(async () => {
  const { MeetingNotFound: screen } = await import('../../../features/meeting/MeetingNotFound.tsx');
  return { default: screen };
});

export default function NotFound() {
  return <MeetingNotFound />;
}

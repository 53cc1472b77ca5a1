'use client';

import { useCallback, useEffect, useState } from 'react';
import { PartBoundary } from '../failure/PartBoundary.tsx';
import { LoadingScreen } from './LoadingScreen.tsx';
import { MeetingPhaseView } from './MeetingPhaseView.tsx';
import type { MeetingSession } from './MeetingSession.ts';
import { openSession } from './openSession.ts';
import { RoomProvider } from './roomContext.ts';
import type { WayBack } from './wayBack.ts';

type Visit = { readonly number: number; readonly way: WayBack };

/** Everything at a meeting's link. "Rejoin" and "Try again" are a new visit: a client lives through one only. */
export function MeetingPage({ slug }: { readonly slug: string }) {
  const [visit, setVisit] = useState<Visit>({ number: 1, way: 'lobby' });
  const [session, setSession] = useState<MeetingSession>();

  useEffect(() => {
    const opened = openSession(slug, visit.way);
    // It opens devices and sockets, so it belongs to the page that is there and not to the drawing of it.
    // oxlint-disable-next-line react/set-state-in-effect
    setSession(opened);
    // What fails shows as the meeting's phase.
    opened.open().catch(() => undefined);
    const close = () => opened.close();
    window.addEventListener('pagehide', close);
    return () => {
      window.removeEventListener('pagehide', close);
      close();
      setSession(undefined);
    };
  }, [slug, visit]);

  useEffect(() => {
    // A page taken out of the back/forward cache has a closed session.
    const reload = (event: PageTransitionEvent) => event.persisted && window.location.reload();
    window.addEventListener('pageshow', reload);
    return () => window.removeEventListener('pageshow', reload);
  }, []);

  const again = useCallback((way: WayBack) => setVisit(({ number }) => ({ number: number + 1, way })), []);

  if (session === undefined) return <LoadingScreen />;
  return (
    <RoomProvider value={session}>
      <PartBoundary look="screen">
        <MeetingPhaseView again={again} />
      </PartBoundary>
    </RoomProvider>
  );
}

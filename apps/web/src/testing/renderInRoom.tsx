import { cleanup, configure, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach } from 'vitest';
import { InRoom } from '../features/meeting/InRoom.ts';
import { InRoomProvider } from '../features/meeting/inRoomContext.ts';
import { MeetingSession } from '../features/meeting/MeetingSession.ts';
import { RoomProvider } from '../features/meeting/roomContext.ts';
import { FakeLocalMedia } from './FakeLocalMedia.ts';
import { FakeMeetingClient } from './FakeMeetingClient.ts';
import { WholeCatalogue } from './WholeCatalogue.tsx';

type SessionOptions = ConstructorParameters<typeof MeetingSession>[0];

// What is loaded on demand takes longer than a second on a machine that does other things.
configure({ asyncUtilTimeout: 4000 });

// Every browser of these days has one, and happy-dom none: that there is one is all that a test asks.
Object.defineProperty(globalThis, 'RTCPeerConnection', {
  value: EventTarget,
  configurable: true,
  writable: true,
});

const sessions: MeetingSession[] = [];

afterEach(() => {
  cleanup();
  for (const session of sessions.splice(0)) session.close();
  localStorage.clear();
  sessionStorage.clear();
});

/** A session over fakes: what a test sets on them is what the interface draws. */
export function createSession(options: Partial<Pick<SessionOptions, 'returning' | 'takeOver'>> = {}) {
  const client = new FakeMeetingClient();
  const media = new FakeLocalMedia();
  const session = new MeetingSession({
    slug: 'abc-defg-hij',
    client,
    media,
    returning: options.returning,
    takeOver: options.takeOver ?? false,
  });
  sessions.push(session);
  return { client, media, session };
}

/** Draws a part of the interface inside a meeting. */
export function renderInRoom(children: ReactNode, room = createSession()) {
  const user = userEvent.setup();
  const inRoom = new InRoom(room.session);
  const view = render(
    <WholeCatalogue>
      <RoomProvider value={room.session}>
        <InRoomProvider value={inRoom}>{children}</InRoomProvider>
      </RoomProvider>
    </WholeCatalogue>,
  );
  return { ...room, ...view, user, inRoom };
}

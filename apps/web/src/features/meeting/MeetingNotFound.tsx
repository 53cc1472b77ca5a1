'use client';

import { FailedScreen } from './FailedScreen.tsx';

/** For a link that cannot be a meeting's: what one sees is what an unknown meeting gets. */
export function MeetingNotFound() {
  return <FailedScreen code="meetingNotFound" retry={() => undefined} />;
}

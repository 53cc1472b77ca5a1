'use client';

import { enScreens } from '../../messages/enScreens.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';
import { FailedScreen } from './FailedScreen.tsx';

/** For a link that cannot be a meeting's: what one sees is what an unknown meeting gets. */
export function MeetingNotFound() {
  return (
    <MoreWords messages={enScreens}>
      <FailedScreen code="meetingNotFound" retry={() => undefined} />
    </MoreWords>
  );
}

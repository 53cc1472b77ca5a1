'use client';

import { controls } from '../../messages/en/controls.ts';
import { errors } from '../../messages/en/errors.ts';
import { meeting } from '../../messages/en/meeting.ts';
import { enSettings } from '../../messages/enSettings.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';
import { Toasts } from '../meeting/Toasts.tsx';

const words = { ...enSettings, errors, meeting: { ...controls, ...meeting } };

/** What happens to devices while somebody is still in the lobby. */
export function LobbyNotices() {
  return (
    <MoreWords messages={words}>
      <div className="pointer-events-none fixed inset-x-6 top-6 z-60 mx-auto max-w-lg">
        <Toasts />
      </div>
    </MoreWords>
  );
}

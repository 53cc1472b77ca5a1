'use client';

import { enSettings } from '../../messages/enSettings.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';
import { SpeakerTest } from '../devices/SpeakerTest.tsx';
import { VoiceTest } from '../devices/VoiceTest.tsx';

/** Whether one is heard, and hears: without opening the settings. */
export function SoundTests() {
  return (
    <MoreWords messages={enSettings}>
      <div className="grid animate-rise gap-4 rounded-field border border-line bg-surface p-4">
        <VoiceTest />
        <hr className="border-line" />
        <SpeakerTest />
      </div>
    </MoreWords>
  );
}

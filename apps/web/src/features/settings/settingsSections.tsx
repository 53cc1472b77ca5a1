import { AudioLines, Gauge, Settings2, Video } from 'lucide-react';
import type { ComponentType, ReactNode } from 'react';
import { VideoQualitySettings } from '../quality/VideoQualitySettings.tsx';
import { AudioSettings } from './AudioSettings.tsx';
import { GeneralSettings } from './GeneralSettings.tsx';
import { VideoSettings } from './VideoSettings.tsx';

export type SectionId = 'audio' | 'video' | 'quality' | 'general';

/** One tab of the settings; its name is `settings.sections.<id>` of the catalogue. */
type SettingsSection = {
  readonly id: SectionId;
  readonly icon: ReactNode;
  readonly Content: ComponentType;
  /** It makes no sense in the lobby, or needs words that come with the meeting. */
  readonly inMeetingOnly?: boolean;
};

export const settingsSections: readonly SettingsSection[] = [
  { id: 'audio', icon: <AudioLines aria-hidden="true" />, Content: AudioSettings },
  { id: 'video', icon: <Video aria-hidden="true" />, Content: VideoSettings },
  { id: 'quality', icon: <Gauge aria-hidden="true" />, Content: VideoQualitySettings, inMeetingOnly: true },
  { id: 'general', icon: <Settings2 aria-hidden="true" />, Content: GeneralSettings },
];

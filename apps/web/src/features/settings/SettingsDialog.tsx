'use client';

import { Tabs } from 'radix-ui';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { enSettings } from '../../messages/enSettings.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useRoomState } from '../meeting/useRoomState.ts';
import { type SectionId, settingsSections } from './settingsSections.tsx';

type Props = {
  /** The section that is shown first. */
  readonly section?: SectionId;
  readonly onClose: () => void;
};

/** Everything that a person sets for themselves, in the lobby and in the meeting. */
export function SettingsDialog(props: Props) {
  return (
    <MoreWords messages={enSettings}>
      <Settings {...props} />
    </MoreWords>
  );
}

const tabClass =
  'flex shrink-0 grow items-center justify-center gap-2.5 rounded-field px-3 py-2.5 text-sm font-medium text-muted transition-colors hover:bg-hover hover:text-ink data-[state=active]:bg-accent-soft data-[state=active]:text-accent-ink sm:grow-0 sm:justify-start sm:px-3.5 [&>svg]:hidden [&>svg]:size-4.5 sm:[&>svg]:block';

function Settings({ section = 'audio', onClose }: Props) {
  const t = useTranslations('settings');
  const joined = useRoomState(({ phase }) => phase.state === 'joined');
  const [chosen, setChosen] = useState<string>(section);
  const sections = settingsSections.filter(({ inMeetingOnly = false }) => joined || !inMeetingOnly);
  return (
    <Dialog size="large" title={t('title')} text={t('text')} onClose={onClose}>
      <Tabs.Root
        value={chosen}
        onValueChange={setChosen}
        orientation="vertical"
        className="flex min-h-0 flex-1 flex-col gap-4 sm:flex-row sm:gap-6"
      >
        <Tabs.List
          aria-label={t('title')}
          className="scroll-slim -mx-6 flex shrink-0 gap-1 overflow-x-auto px-6 sm:mx-0 sm:w-44 sm:flex-col sm:overflow-visible sm:px-0"
        >
          {sections.map(({ id, icon }) => (
            <Tabs.Trigger key={id} value={id} className={tabClass}>
              {icon}
              {t(`sections.${id}`)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {sections.map(({ id, Content }) => (
          <Tabs.Content
            key={id}
            value={id}
            className="scroll-slim -mx-6 min-h-0 flex-1 overflow-y-auto px-6 pb-6 sm:-mr-6 sm:ml-0 sm:pr-6 sm:pl-1"
          >
            <Content />
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </Dialog>
  );
}

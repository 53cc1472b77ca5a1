'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../../ui/useStore.ts';
import { onDemand } from '../failure/onDemand.tsx';
import { useInRoom } from './inRoomContext.ts';
import { SidePanel } from './SidePanel.tsx';
import type { Panel, RoomPanel } from './useRoomPanel.ts';

// What a person opens is loaded when they do.
const ChatPanel = onDemand(() => import('../chat/ChatPanel.tsx').then((m) => m.ChatPanel), 'area');
const HostPanel = onDemand(() => import('../host/HostPanel.tsx').then((m) => m.HostPanel), 'area');
const PeoplePanel = onDemand(() => import('../people/PeoplePanel.tsx').then((m) => m.PeoplePanel), 'area');
const WhyPanel = onDemand(() => import('../why/WhyPanel.tsx').then((m) => m.WhyPanel), 'area');

const panels: Readonly<Record<Panel, ReactNode>> = {
  chat: <ChatPanel />,
  people: <PeoplePanel />,
  host: <HostPanel />,
};
const titles = { chat: 'chat.title', people: 'people.title', host: 'host.controls' } as const;

/** What stands beside the stage: why a picture is as it is, else what the person opened. */
export function RoomPanels({ panel: { shown, show } }: { readonly panel: RoomPanel }) {
  const t = useTranslations();
  const { why } = useInRoom();
  const picture = useStore(why);
  if (picture !== undefined) {
    return (
      <SidePanel
        key={picture.streamId}
        title={t(picture.isSelf ? 'why.ownTitle' : 'why.title')}
        onClose={() => why.set(undefined)}
      >
        <WhyPanel subject={picture} />
      </SidePanel>
    );
  }
  if (shown === undefined) return null;
  return (
    <SidePanel key={shown} title={t(titles[shown])} onClose={() => show(undefined)}>
      {panels[shown]}
    </SidePanel>
  );
}

'use client';

import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../../ui/useStore.ts';
import { enRoom } from '../../messages/enRoom.ts';
import { enSettings } from '../../messages/enSettings.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';
import { onDemand } from '../failure/onDemand.tsx';
import { PartBoundary } from '../failure/PartBoundary.tsx';
import { useUnforeseen } from '../failure/useUnforeseen.ts';
import { HostDialogs } from '../host/HostDialogs.tsx';
import { isHostOrCohost } from '../host/hostRights.ts';
import { useToggleHand } from '../host/useOwnHand.ts';
import { ReactionLayer } from '../reactions/ReactionLayer.tsx';
import { ControlBar } from './ControlBar.tsx';
import { InRoom } from './InRoom.ts';
import { InRoomProvider, useInRoom } from './inRoomContext.ts';
import { Notices } from './Notices.tsx';
import { RemoteSounds } from './RemoteSounds.tsx';
import { useRoom } from './roomContext.ts';
import { SidePanel } from './SidePanel.tsx';
import { OwnShareBar } from '../share/OwnShareBar.tsx';
import { Stage } from '../stage/Stage.tsx';
import { toggleFullScreen } from './fullScreen.ts';
import { useRoomState } from './useRoomState.ts';
import { useShortcuts } from './useShortcuts.ts';
import { useUnread } from './useUnread.ts';

// What a person opens is loaded when they do.
const ChatPanel = onDemand(() => import('../chat/ChatPanel.tsx').then((m) => m.ChatPanel), 'area');
const HostPanel = onDemand(() => import('../host/HostPanel.tsx').then((m) => m.HostPanel), 'area');
const PeoplePanel = onDemand(() => import('../people/PeoplePanel.tsx').then((m) => m.PeoplePanel), 'area');
const WhyPanel = onDemand(() => import('../why/WhyPanel.tsx').then((m) => m.WhyPanel), 'area');
const SettingsDialog = onDemand(
  () => import('../settings/SettingsDialog.tsx').then((m) => m.SettingsDialog),
  'over',
);
const ShortcutsDialog = onDemand(
  () => import('./ShortcutsDialog.tsx').then((m) => m.ShortcutsDialog),
  'over',
);

const words = { ...enRoom, ...enSettings };

export type Panel = 'chat' | 'people' | 'host';
export type OpenDialog = 'settings' | 'shortcuts';

const panels: Readonly<Record<Panel, ReactNode>> = {
  chat: <ChatPanel />,
  people: <PeoplePanel />,
  host: <HostPanel />,
};
const panelTitles = { chat: 'chat.title', people: 'people.title', host: 'host.controls' } as const;

/** The meeting itself. */
export function MeetingRoom() {
  const session = useRoom();
  const inRoom = useMemo(() => new InRoom(session), [session]);
  useEffect(() => inRoom.open(), [inRoom]);
  return (
    <MoreWords messages={words}>
      <InRoomProvider value={inRoom}>
        <Room />
      </InRoomProvider>
    </MoreWords>
  );
}

function Room() {
  const t = useTranslations();
  const { controls, slug } = useRoom();
  const { stage } = useInRoom();
  const title = useRoomState((snapshot) => snapshot.meeting?.title);
  const heading = useRef<HTMLHeadingElement>(null);
  const [panel, setPanel] = useState<Panel>();
  const [dialog, setDialog] = useState<OpenDialog>();
  const [reacting, setReacting] = useState(false);
  const { why } = useInRoom();
  const picture = useStore(why);
  const mayHost = useRoomState((snapshot) => isHostOrCohost(snapshot.self?.role));
  const toggleHand = useToggleHand();
  useUnforeseen();
  // It goes with the right; the one that stood before comes back when nobody asks for a picture any more.
  const shownPanel = picture !== undefined || (panel === 'host' && !mayHost) ? undefined : panel;
  const unread = useUnread(shownPanel === 'chat');
  const showPanel = (which: Panel | undefined) => {
    why.set(undefined);
    setPanel(which);
  };
  const togglePanel = (which: Panel) => showPanel(shownPanel === which ? undefined : which);
  const closeDialog = () => setDialog(undefined);

  // The lobby's button went away with the focus.
  useEffect(() => heading.current?.focus(), []);
  useShortcuts({
    mute: controls.toggleMuted,
    camera: controls.toggleCamera,
    chat: () => togglePanel('chat'),
    people: () => togglePanel('people'),
    hand: toggleHand,
    react: () => setReacting((open) => !open),
    layout: stage.nextMode,
    nextPage: () => stage.turnPage(1),
    previousPage: () => stage.turnPage(-1),
    fullScreen: toggleFullScreen,
    shortcuts: () => setDialog('shortcuts'),
  });

  return (
    <div className="fixed inset-0 flex flex-col overflow-hidden pt-[env(safe-area-inset-top)]">
      <div className="flex min-h-0 flex-1">
        <main className="safe-x relative flex min-w-0 flex-1 flex-col pt-3 [--safe-pad:0.625rem] sm:[--safe-pad:0.75rem]">
          <h1 ref={heading} tabIndex={-1} className="sr-only">
            {t('meeting.heading', { name: title === undefined || title === '' ? slug : title })}
          </h1>
          <OwnShareBar />
          <div className="relative min-h-0 flex-1">
            <PartBoundary look="area">
              <Stage />
            </PartBoundary>
            <PartBoundary look="nothing">
              <ReactionLayer />
            </PartBoundary>
            <Notices onSeeWaiting={() => showPanel('people')} onSettings={() => setDialog('settings')} />
          </div>
        </main>
        {picture !== undefined && (
          <SidePanel
            key={picture.streamId}
            title={t(picture.isSelf ? 'why.ownTitle' : 'why.title')}
            onClose={() => why.set(undefined)}
          >
            <WhyPanel subject={picture} />
          </SidePanel>
        )}
        {shownPanel !== undefined && (
          <SidePanel key={shownPanel} title={t(panelTitles[shownPanel])} onClose={() => setPanel(undefined)}>
            {panels[shownPanel]}
          </SidePanel>
        )}
      </div>
      <ControlBar
        panel={shownPanel}
        unread={unread}
        reacting={reacting}
        onPanel={togglePanel}
        onReacting={setReacting}
        onDialog={setDialog}
      />
      <RemoteSounds />
      <HostDialogs />
      {dialog === 'settings' && <SettingsDialog onClose={closeDialog} />}
      {dialog === 'shortcuts' && <ShortcutsDialog onClose={closeDialog} />}
    </div>
  );
}

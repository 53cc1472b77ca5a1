'use client';

import { type ComponentProps, useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { enRoom } from '../../messages/enRoom.ts';
import { enSettings } from '../../messages/enSettings.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';
import { useHeadingFocus } from '../../ui/useHeadingFocus.ts';
import { PartBoundary } from '../failure/PartBoundary.tsx';
import { useUnforeseen } from '../failure/useUnforeseen.ts';
import { HostDialogs } from '../host/HostDialogs.tsx';
import { useToggleHand } from '../host/useOwnHand.ts';
import { ReactionLayer } from '../reactions/ReactionLayer.tsx';
import { OwnShareBar } from '../share/OwnShareBar.tsx';
import { Stage } from '../stage/Stage.tsx';
import { ControlBar } from './ControlBar.tsx';
import { toggleFullScreen } from './fullScreen.ts';
import { InRoom } from './InRoom.ts';
import { InRoomProvider, useInRoom } from './inRoomContext.ts';
import { Notices } from './Notices.tsx';
import { shownMs } from './notices.ts';
import { RemoteSounds } from './RemoteSounds.tsx';
import { type OpenDialog, RoomDialogs } from './RoomDialogs.tsx';
import { RoomPanels } from './RoomPanels.tsx';
import { useRoom } from './roomContext.ts';
import { type RoomPanel, useRoomPanel } from './useRoomPanel.ts';
import { useRoomState } from './useRoomState.ts';
import { useShortcuts } from './useShortcuts.ts';
import { useTabTitle } from './useTabTitle.ts';
import { useUnread } from './useUnread.ts';
import { useUnreadNotices } from './useUnreadNotices.ts';

const words = { ...enRoom, ...enSettings };

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
  const panel = useRoomPanel();
  const [dialog, setDialog] = useState<OpenDialog>();
  const [reacting, setReacting] = useState(false);
  const unread = useUnread(panel.shown === 'chat');
  const waiting = useRoomState((snapshot) => snapshot.door?.waiting.length ?? 0);
  useUnreadNotices(unread);
  useTabTitle(unread.length + waiting);
  useUnforeseen();
  useRoomShortcuts(panel, {
    react: () => setReacting((open) => !open),
    shortcuts: () => setDialog('shortcuts'),
  });
  return (
    // Not `fixed`, which would be a layer of its own: what is said in passing stands over the dialogs, which are outside.
    <div className="flex h-dvh flex-col overflow-hidden pt-[env(safe-area-inset-top)]">
      <div className="flex min-h-0 flex-1">
        <Middle
          onSeeWaiting={() => panel.show('people')}
          onSettings={() => setDialog('settings')}
          onChat={() => panel.show('chat')}
        />
        <RoomPanels panel={panel} />
      </div>
      <ControlBar
        panel={panel.shown}
        unread={unread.length}
        reacting={reacting}
        onPanel={panel.toggle}
        onReacting={setReacting}
        onDialog={setDialog}
      />
      <RemoteSounds />
      <HostDialogs />
      <RoomDialogs dialog={dialog} onClose={() => setDialog(undefined)} />
    </div>
  );
}

type MiddleProps = ComponentProps<typeof Notices>;

/** The stage, with what is said and thrown over it. */
function Middle(props: MiddleProps) {
  const t = useTranslations('meeting');
  const { slug } = useRoom();
  const title = useRoomState((snapshot) => snapshot.meeting?.title);
  const heading = useHeadingFocus();
  return (
    <main className="safe-x relative flex min-w-0 flex-1 flex-col pt-3 [--safe-pad:0.625rem] sm:[--safe-pad:0.75rem]">
      <h1 ref={heading} tabIndex={-1} className="sr-only">
        {t('heading', { name: title === undefined || title === '' ? slug : title })}
      </h1>
      <OwnShareBar />
      <div className="relative min-h-0 flex-1">
        <PartBoundary look="area">
          <Stage />
        </PartBoundary>
        <PartBoundary look="nothing">
          <ReactionLayer />
        </PartBoundary>
        <Notices {...props} />
      </div>
    </main>
  );
}

type Opens = { readonly react: () => void; readonly shortcuts: () => void };

function useRoomShortcuts(panel: RoomPanel, opens: Opens): void {
  const { controls, toaster } = useRoom();
  const { stage } = useInRoom();
  const hand = useToggleHand();
  useShortcuts({
    mute: controls.toggleMuted,
    camera: controls.toggleCamera,
    chat: () => panel.toggle('chat'),
    people: () => panel.toggle('people'),
    hand,
    layout: () => {
      stage.nextMode();
      const notice = { type: 'layout', mode: stage.choice.get().mode } as const;
      toaster.show(notice, shownMs(notice), ({ type }) => type === 'layout');
    },
    nextPage: () => stage.turnPage(1),
    previousPage: () => stage.turnPage(-1),
    fullScreen: toggleFullScreen,
    ...opens,
  });
}

'use client';

import { type CSSProperties, type MouseEvent, type ReactNode, type RefObject, useState } from 'react';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { TileMenu } from './TileMenu.tsx';
import type { TileSubject } from './TileSubject.ts';
import { useLongPress } from './useLongPress.ts';

type Props = {
  readonly subject: TileSubject;
  readonly frame?: RefObject<HTMLDivElement | null>;
  readonly className: string;
  readonly style?: CSSProperties;
  readonly children: ReactNode;
};

/**
 * Where the mouse button is still down, its release would choose what the menu has put below it. Most systems ask for a menu
 * when the button goes down, Windows when it comes up.
 */
function afterRelease({ buttons }: MouseEvent, open: () => void): void {
  if (buttons === 0) open();
  else window.addEventListener('pointerup', () => setTimeout(open), { once: true });
}

/**
 * What every tile has: its name, and its menu, which opens by its button, by the right mouse button and by a finger that rests
 * on the tile. A double click pins.
 */
export function TileFrame({ subject, frame, className, style, children }: Props) {
  const { stage } = useInRoom();
  const [isOpen, setOpen] = useState(false);
  const press = useLongPress(() => setOpen(true));
  return (
    // All of it can be done with the button of the menu, too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={frame}
      // The tags with this role are parts of forms.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="group"
      aria-label={subject.name}
      // A tap shows the button of the menu, as the mouse over it does; `TileFocus` leads the keyboard here.
      tabIndex={-1}
      aria-keyshortcuts="Enter"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
        event.preventDefault();
        setOpen(true);
      }}
      data-participant-id={subject.source === 'camera' ? subject.participantId : undefined}
      data-stream-id={subject.streamId}
      style={style}
      className={`tile group/tile @container-[size] relative isolate size-full overflow-hidden rounded-tile -outline-offset-3 select-none ${className}`}
      onContextMenu={(event) => {
        event.preventDefault();
        afterRelease(event, () => setOpen(true));
      }}
      onDoubleClick={({ target }) => {
        // Who clicks a control twice means the control.
        const isControl = target instanceof Element && target.closest('button, [role="slider"]') !== null;
        if (!isControl) stage.togglePin(subject.streamId);
      }}
      {...press}
    >
      {children}
      <TileMenu subject={subject} open={isOpen} onOpenChange={setOpen} />
    </div>
  );
}

'use client';

import { useTranslations } from 'use-intl';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { placeReaction } from './placeReaction.ts';
import type { Reaction, ReactionSaying } from './Reactions.ts';

/** Emoji that rise from the tiles of those who react; one line says to assistive technology who did. */
export function ReactionLayer() {
  const { reactions } = useInRoom();
  const shown = useStore(reactions.shown);
  const said = useStore(reactions.said);
  return (
    <>
      <div aria-hidden="true" className="pointer-events-none absolute inset-0 z-10 overflow-hidden">
        {shown.map((reaction) => (
          <Rising key={reaction.id} reaction={reaction} />
        ))}
      </div>
      <p aria-live="polite" className="sr-only">
        {said !== undefined && <Saying said={said} />}
      </p>
    </>
  );
}

function Rising({ reaction }: { readonly reaction: Reaction }) {
  return (
    <span
      ref={(element) => {
        if (element !== null) placeReaction(element, reaction);
      }}
      data-reaction={reaction.emoji}
      className="group absolute flex -translate-x-1/2 flex-col items-center gap-1 text-[2.25rem] leading-none motion-safe:animate-float motion-reduce:-translate-y-8"
    >
      <span className="font-emoji drop-shadow-[0_2px_6px_rgb(0_0_0/0.45)]">{reaction.emoji}</span>
      <span className="hidden max-w-32 truncate rounded-full bg-black/60 px-2 py-0.5 text-xs font-medium text-white group-data-off-tile:block">
        {reaction.name}
      </span>
    </span>
  );
}

function Saying({ said: { count, last } }: { readonly said: ReactionSaying }) {
  const t = useTranslations('reactions');
  return count === 1
    ? t('said', { name: last.name, reaction: t(`names.${last.emojiName}`) })
    : t('saidMany', { count });
}

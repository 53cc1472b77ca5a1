'use client';

import { useTranslations } from 'use-intl';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { emojis } from './emojis.ts';

/** The reactions to choose from. It stays: one clap is seldom enough. */
export function ReactionRow() {
  const t = useTranslations('reactions');
  const { reactions } = useInRoom();
  return (
    <fieldset aria-label={t('title')} className="flex flex-wrap justify-center gap-0.5">
      {emojis.map(([emoji, name]) => (
        <button
          key={emoji}
          type="button"
          aria-label={t(`names.${name}`)}
          data-tooltip={t(`names.${name}`)}
          onClick={() => reactions.react(emoji)}
          className="grid size-11 place-items-center rounded-xl text-2xl leading-none transition-transform duration-150 hover:bg-hover motion-safe:hover:scale-115 motion-safe:active:scale-90"
        >
          <span aria-hidden="true" className="font-emoji">
            {emoji}
          </span>
        </button>
      ))}
    </fieldset>
  );
}

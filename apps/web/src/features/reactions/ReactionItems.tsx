'use client';

import { DropdownMenu as Primitive } from 'radix-ui';
import { useTranslations } from 'use-intl';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { emojis } from './emojis.ts';

/** The reactions as a part of a menu, where there is no room for a control of their own. */
export function ReactionItems() {
  const t = useTranslations('reactions');
  const { reactions } = useInRoom();
  return (
    <Primitive.Group aria-label={t('title')} className="grid grid-cols-5">
      {emojis.map(([emoji, name]) => (
        <Primitive.Item
          key={emoji}
          aria-label={t(`names.${name}`)}
          // The menu stays: one clap is seldom enough.
          onSelect={(event) => {
            event.preventDefault();
            reactions.react(emoji);
          }}
          className="grid h-11 place-items-center rounded-lg text-2xl leading-none outline-none select-none data-highlighted:bg-hover motion-safe:active:scale-90"
        >
          <span aria-hidden="true" className="font-emoji">
            {emoji}
          </span>
        </Primitive.Item>
      ))}
    </Primitive.Group>
  );
}

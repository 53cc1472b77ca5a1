'use client';

import type { ParticipantId } from '@convene/protocol';
import { Hand } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomState } from '../meeting/useRoomState.ts';
import { placeOfHand } from '../people/peopleList.ts';

/** On a tile: the hand is up, and how many were up before. */
export function HandMark({ participantId }: { readonly participantId: ParticipantId }) {
  const t = useTranslations('host');
  const place = useRoomState(({ participants, roomState }) =>
    placeOfHand(participantId, participants, roomState.hands),
  );
  if (place === undefined) return null;
  return (
    <span className="absolute top-2 left-2 flex animate-rise items-center gap-1 rounded-full bg-[#ffc46b] px-2 py-1 text-xs leading-none font-semibold text-[#33230a] shadow-raised @min-[20rem]:top-3 @min-[20rem]:left-3 @min-[20rem]:gap-1.5 @min-[20rem]:px-2.5 @min-[20rem]:py-1.5 @min-[20rem]:text-sm @min-[20rem]:leading-none">
      <Hand className="size-3.5 @min-[20rem]:size-4" aria-hidden="true" />
      <span aria-hidden="true">{place}</span>
      <span className="sr-only">{t('handMark', { place })}</span>
    </span>
  );
}

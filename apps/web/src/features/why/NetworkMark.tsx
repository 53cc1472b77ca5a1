'use client';

import { type ParticipantInfo, streamIdOf } from '@convene/protocol';
import { cx } from '../../ui/cx.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { SignalBars } from './SignalBars.tsx';
import { useNetwork } from './useNetwork.ts';

const inks = {
  tile: { good: 'text-[#4fd893]', fair: 'text-[#ffc46b]', poor: 'text-[#ff8a98]' },
  row: { good: 'text-good-ink', fair: 'text-warn-ink', poor: 'text-danger-ink' },
} as const;

/** On a picture a good connection is nothing to see, unless one looks for it. */
const places = {
  tile: 'absolute right-2 bottom-2 size-7 rounded-lg bg-black/55 backdrop-blur-md hover:bg-black/75 @max-[13.5rem]:right-1.5 @max-[13.5rem]:bottom-1.5 @max-[13.5rem]:size-6 @max-[13.5rem]:rounded-md @min-[20rem]:right-3 @min-[20rem]:bottom-3',
  row: 'size-7 rounded-lg hover:bg-hover',
} as const;

const QUIET =
  'opacity-0 transition-opacity group-hover/tile:opacity-100 focus-visible:opacity-100 pointer-coarse:hidden';

type Props = {
  readonly participant: ParticipantInfo;
  readonly isSelf: boolean;
  readonly place: 'tile' | 'row';
};

/** How somebody's connection is; a click says more. */
export function NetworkMark({ participant, isSelf, place }: Props) {
  const { why } = useInRoom();
  const network = useNetwork(participant, isSelf);
  if (network === undefined) return null;
  const { participantId, name } = participant;
  const { quality, label } = network;
  const subject = {
    streamId: streamIdOf(participantId, 'camera'),
    participantId,
    source: 'camera',
    name,
    isSelf,
  } as const;
  return (
    <button
      type="button"
      aria-label={label}
      data-tooltip={label}
      data-network={quality}
      onClick={() => why.set(subject)}
      className={cx(
        'inline-flex shrink-0 items-center justify-center',
        places[place],
        inks[place][quality],
        place === 'tile' && quality === 'good' && QUIET,
      )}
    >
      <SignalBars quality={quality} />
    </button>
  );
}

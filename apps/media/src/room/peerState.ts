import { assertNever, type PeerCloseReason } from '@convene/protocol';
import type { PeerStanding } from '@convene/signaling';
import type { ConsumerSet } from './ConsumerSet.ts';
import type { PeerMedia } from './PeerMedia.ts';
import type { ProducerSet } from './ProducerSet.ts';
import type { Seat } from './Seat.ts';
import type { TileView } from './TileView.ts';

/** What a peer that sits in the meeting has. */
export type Session = {
  readonly seat: Seat;
  readonly media: PeerMedia;
  readonly producers: ProducerSet;
  readonly consumers: ConsumerSet;
  readonly view: TileView;
  /** The transports were made by `join` itself, so that its answer carries them. */
  readonly cold: boolean;
  /** The socket on which `join` was asked for: on a later one its answer may have been lost. */
  readonly joinedOn: number;
};

export type PeerState =
  | { readonly state: 'lobby'; readonly media: PeerMedia | undefined }
  | ({ readonly state: 'joined' } & Session)
  /** A move has superseded it: its media goes on for a while. */
  | ({ readonly state: 'leaving' } & Session)
  | { readonly state: 'closed'; readonly reason: PeerCloseReason };

/** What a peer's requests are judged by. */
export function standingOf(state: PeerState): PeerStanding {
  switch (state.state) {
    case 'lobby':
    case 'leaving':
    case 'closed': {
      return { state: state.state };
    }
    case 'joined': {
      return { state: 'joined', role: state.seat.role };
    }
    default: {
      return assertNever(state);
    }
  }
}

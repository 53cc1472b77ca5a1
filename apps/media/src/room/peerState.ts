import { assertNever, type PeerCloseReason, type RtpCapabilities, type TransportId } from '@convene/protocol';
import type { PeerStanding } from '@convene/signaling';
import type { ConsumerSet } from './ConsumerSet.ts';
import type { PeerMedia } from './PeerMedia.ts';
import type { ProducerSet } from './ProducerSet.ts';
import type { Seat } from './Seat.ts';
import type { TileView } from './TileView.ts';

/** What a peer that sits in the meeting has, whatever becomes of its media. */
export type Sitting = {
  readonly seat: Seat;
  readonly view: TileView;
  readonly rtpCapabilities: RtpCapabilities;
  /** The socket on which `join` was asked for: on a later one its answer may have been lost. */
  readonly joinedOn: number;
};

/** What it has while its media stand. */
export type Session = Sitting & {
  readonly media: PeerMedia;
  readonly producers: ProducerSet;
  readonly consumers: ConsumerSet;
  /** The client gets to know the transports by the answer of `join` or `renewMedia`. */
  readonly cold: boolean;
  /** The receive transport in whose place these media came; the answer that says so may have been lost. */
  readonly renews: TransportId | undefined;
};

export type PeerState =
  | { readonly state: 'lobby'; readonly media: PeerMedia | undefined }
  /** It asked to come in, and may do nothing but wait until somebody with the right lets it. */
  | { readonly state: 'waiting'; readonly media: PeerMedia | undefined }
  | ({ readonly state: 'joined' } & Session)
  /** It sits, and its media are gone: its worker died, or the client gave them up. `lost` is its receive transport. */
  | ({ readonly state: 'stranded'; readonly lost: TransportId } & Sitting)
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
    case 'waiting': {
      return { state: 'joined', role: 'waiting' };
    }
    case 'joined':
    case 'stranded': {
      return { state: 'joined', role: state.seat.role };
    }
    default: {
      return assertNever(state);
    }
  }
}

/** Of a peer whose media stand. */
export function sessionOf(state: PeerState): Session | undefined {
  return state.state === 'joined' || state.state === 'leaving' ? state : undefined;
}

/** Those that a peer has, in the lobby or in the meeting. */
export function mediaOf(state: PeerState): PeerMedia | undefined {
  const isBefore = state.state === 'lobby' || state.state === 'waiting';
  return isBefore ? state.media : sessionOf(state)?.media;
}

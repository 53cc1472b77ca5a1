import type { StreamId, ViewTile } from '@convene/protocol';

/** A small tile that is seen, as a client tells of it. */
export const viewTile = (streamId: StreamId, change: Partial<ViewTile> = {}): ViewTile => ({
  streamId,
  width: 320,
  height: 180,
  visible: true,
  pinned: false,
  quality: 'auto',
  ...change,
});

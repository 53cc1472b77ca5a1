import {
  type ConsumerInfo,
  type Crowd,
  crowdOf,
  type StreamInfo,
  type StreamId,
  type ViewTile,
  wantedLayers,
} from '@convene/protocol';
import type { StreamView } from './snapshot.ts';

/** A consumer's encoding names its layers so: `S3T3` of simulcast, `L3T3_KEY` of SVC. */
const SCALABILITY_MODE = /^[LS]([1-9]\d?)T[1-9]\d?/;

/** Among how many spatial layers the server chooses for a consumer. */
export function spatialLayersOf({
  type,
  rtpParameters,
}: Pick<ConsumerInfo, 'type' | 'rtpParameters'>): number {
  if (type === 'simple') return 1;
  const mode = rtpParameters.encodings?.[0]?.scalabilityMode ?? '';
  return Number(SCALABILITY_MODE.exec(mode)?.[1] ?? 1);
}

/** All that this client sees of others at once: among how many each tile stands. */
export function crowdSeen(
  streams: Iterable<Pick<StreamInfo, 'streamId' | 'kind' | 'paused'>>,
  tileOf: (streamId: StreamId) => ViewTile | undefined,
): Crowd {
  const videos = [...streams].filter(({ kind, paused }) => kind === 'video' && !paused);
  return crowdOf(videos.map(({ streamId }) => tileOf(streamId)).filter((tile) => isSeen(tile)));
}

const isSeen = (tile: ViewTile | undefined): boolean =>
  tile !== undefined && tile.visible && tile.quality !== 'off';

/** The layer that a tile asks for; null: none. */
export function wantedOf(
  tile: ViewTile | undefined,
  crowd: Crowd,
  spatialLayers: number,
): number | null | undefined {
  if (tile === undefined) return undefined;
  // Frames are not shown as layers: how many of those there are does not matter here.
  return isSeen(tile) ? wantedLayers(tile, crowd, { spatialLayers, temporalLayers: 1 }).spatialLayer : null;
}

/** The layers of a stream, counted from 0, low to high: what this client asks for, and what the server forwards (004-54). */
export type StreamLayers = {
  readonly wanted: number | null | undefined;
  /** null: none; undefined: not known yet, or there is nothing to choose from. */
  readonly forwarded: number | null | undefined;
  readonly count: number;
};

/** What is wanted of a stream and what really comes, for whoever shows it. */
export function layersOf({ wantedLayer, layers, spatialLayers }: StreamView): StreamLayers {
  return {
    wanted: wantedLayer,
    forwarded: layers === undefined ? undefined : (layers?.spatialLayer ?? null),
    count: spatialLayers,
  };
}

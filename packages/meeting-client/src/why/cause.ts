import { type Quality, type ViewTile, wantedSpatialLayer } from '@convene/protocol';
import type { StreamStats } from '@convene/protocol/stats';
import type { ReceivedRates } from './readStats.ts';

/** All that is known of one picture at a moment. What is not known (yet) speaks for no cause. */
export type Evidence = {
  /** It is this person's own: the way ends at the server. */
  readonly isSelf: boolean;
  /** The sender has turned the camera off, or there is no such stream. */
  readonly isOff: boolean;
  readonly senderReconnects: boolean;
  readonly selfReconnects: boolean;
  readonly heldBack: boolean;
  readonly tile: Pick<ViewTile, 'width' | 'height' | 'visible' | 'quality'> | undefined;
  readonly received: ReceivedRates | undefined;
  readonly path: StreamStats | undefined;
};

/** What limits a picture; exactly one at a time. */
export const CAUSES = [
  'selfReconnects',
  'senderReconnects',
  'off',
  'choseOff',
  'heldBack',
  'hidden',
  'connecting',
  'senderUplink',
  'pipe',
  'downlink',
  'senderCpu',
  'device',
  'rampingUp',
  'choseLower',
  'cameraSmall',
  'manyTiles',
  'tileSmall',
  'unknown',
  'none',
] as const;
export type Cause = (typeof CAUSES)[number];

/** A hop that loses so much itself is to blame; sending again what was lost hides less than this. */
const LOSS = 0.03;
/** Above it sound and picture stutter (004-71), if they do. */
const JITTER_MS = 100;
/** Of the frames that arrive, so many not shown are seen. */
const DROPPED = 0.15;
const LEAST_FRAMES = 10;
/** Below this share of what the camera makes, a picture stutters. */
const FEW_FRAMES = 0.6;
/** A picture so much smaller than its tile looks soft. */
const SOFT = 0.7;
/** A layer with so much less of the camera's lines or frames is not all that it would give. A busy browser begins with three quarters of the lines. */
const LESS = 0.8;
/** Of what a layer takes: an estimate above it is room enough. */
const ROOM = 1.3;

/**
 * The one cause that limits a picture: that without which the picture would be the first to get better. So come, in this order,
 * what keeps it from being sent or shown at all, whatever else holds; then what goes wrong, the worst loss first and of equal
 * ones that nearest to the sender, because everything after it only passes the damage on; then what is as it should be.
 */
export function causeOf(evidence: Evidence): Cause {
  const found = standstillOf(evidence) ?? troubleOf(evidence) ?? limitOf(evidence);
  return found ?? (isUnknown(evidence) ? 'unknown' : 'none');
}

/** Nothing arrives, and the server does not say either: that a picture is as good as can be would be made up. */
const isUnknown = ({ isSelf, path, received }: Evidence): boolean =>
  path === undefined && (isSelf || received === undefined || received.framesReceived === 0);

/** Nothing is shown, and these are the reasons one after another: to undo a later one would show nothing yet. */
function standstillOf(evidence: Evidence): Cause | undefined {
  const { isSelf, tile } = evidence;
  if (evidence.selfReconnects) return 'selfReconnects';
  if (evidence.senderReconnects) return 'senderReconnects';
  if (evidence.isOff) return 'off';
  if (isSelf) return undefined;
  if (tile?.quality === 'off') return 'choseOff';
  if (evidence.heldBack) return 'heldBack';
  if (tile?.visible === false) return 'hidden';
  const receiver = evidence.path?.receiver;
  return receiver?.consumer === 'waiting' || receiver?.consumer === 'paused' ? 'connecting' : undefined;
}

/** Something is not as it should be. */
function troubleOf(evidence: Evidence): Cause | undefined {
  return (
    lossOf(evidence) ??
    senderLimitOf(evidence) ??
    deviceOf(evidence) ??
    layerOf(evidence) ??
    jitterOf(evidence)
  );
}

/** What each hop loses itself: a packet that was lost before it, and not sent again, is missing after it too. */
export function ownLosses({ path, received }: Pick<Evidence, 'path' | 'received'>): {
  readonly senderUplink: number;
  readonly pipe: number;
  readonly downlink: number;
} {
  const uplink = path?.sender.uplink?.lossRatio ?? 0;
  const piped = path?.pipe?.stats?.lossRatio ?? uplink;
  // The client's own count is the younger one; the server's knows of reports that were lost, too.
  const down = Math.max(received?.lossRatio ?? 0, path?.receiver?.downlink?.lossRatio ?? 0);
  return {
    senderUplink: uplink,
    pipe: Math.max(0, piped - uplink),
    downlink: Math.max(0, down - Math.max(uplink, piped)),
  };
}

function lossOf(evidence: Evidence): Cause | undefined {
  const losses = ownLosses(evidence);
  const hops = ['senderUplink', 'pipe', 'downlink'] as const;
  const worst = Math.max(...hops.map((hop) => losses[hop]));
  return worst < LOSS ? undefined : hops.find((hop) => losses[hop] === worst);
}

/** What the sender says of itself counts where it takes something from this picture. */
function senderLimitOf(evidence: Evidence): Cause | undefined {
  const { path } = evidence;
  const sending = path?.sender.sending;
  if (sending?.limitedBy !== 'cpu' && sending?.limitedBy !== 'bandwidth') return undefined;
  if (!isShort(evidence)) return undefined;
  return sending.limitedBy === 'cpu' ? 'senderCpu' : 'senderUplink';
}

/** Whether less is sent of the wanted layer than its camera would give. */
function isShort(evidence: Evidence): boolean {
  const { layers, captured } = evidence.path?.sender.sending ?? { layers: [], captured: null };
  const index = evidence.isSelf ? layers.findLastIndex(({ active }) => active) : wantedLayer(evidence);
  const layer = layers[Math.min(index, layers.length - 1)];
  if (layer === undefined) return false;
  if (!layer.active) return true;
  if (captured === null) return false;
  const whole = captured.height / 2 ** (layers.length - 1 - Math.min(index, layers.length - 1));
  return layer.height < whole * LESS || layer.framesPerSecond < captured.framesPerSecond * LESS;
}

function deviceOf({ received }: Evidence): Cause | undefined {
  if (received === undefined || received.framesReceived < LEAST_FRAMES) return undefined;
  const isTooSlow = received.framesPerSecond > 0 && received.decodeMs * received.framesPerSecond > 1000;
  return received.droppedRatio >= DROPPED || isTooSlow ? 'device' : undefined;
}

/** A lower layer is forwarded than is wanted. */
function layerOf(evidence: Evidence): Cause | undefined {
  const receiver = evidence.path?.receiver;
  if (receiver === null || receiver === undefined || receiver.layers < 2) return undefined;
  const wanted = wantedLayer(evidence);
  if ((receiver.forwarded?.spatialLayer ?? -1) >= wanted) return undefined;
  const layer = evidence.path?.sender.sending?.layers[wanted];
  // It was switched off because nobody wanted it, or the next key frame is on its way.
  if (layer === undefined || !layer.active) return 'rampingUp';
  const { availableBitrate } = receiver;
  const hasRoom = availableBitrate !== null && layer.bitrate > 0 && availableBitrate > layer.bitrate * ROOM;
  return hasRoom ? 'rampingUp' : 'downlink';
}

/** All arrives, but so unevenly that the picture stutters. */
function jitterOf({ path, received }: Evidence): Cause | undefined {
  const camera = path?.sender.sending?.captured?.framesPerSecond ?? 0;
  const stutters =
    received !== undefined && (received.freezes > 0 || received.framesPerSecond < camera * FEW_FRAMES);
  if (!stutters) return undefined;
  if ((path?.sender.uplink?.jitterMs ?? 0) > JITTER_MS) return 'senderUplink';
  if ((path?.pipe?.stats?.jitterMs ?? 0) > JITTER_MS) return 'pipe';
  return (received.jitterMs ?? 0) > JITTER_MS ? 'downlink' : undefined;
}

const LOWER: readonly Quality[] = ['low', 'medium'];

/** Nothing is wrong: the picture is what somebody chose, or what there is. */
function limitOf(evidence: Evidence): Cause | undefined {
  const { tile, path, received, isSelf } = evidence;
  if (isSelf || tile === undefined) return undefined;
  const receiver = path?.receiver;
  const top = (receiver?.layers ?? 1) - 1;
  const wanted = wantedLayer(evidence);
  if (receiver !== null && receiver !== undefined && wanted < top) {
    if (LOWER.includes(tile.quality)) return 'choseLower';
    return wantedSpatialLayer(tile, top + 1) > wanted ? 'manyTiles' : 'tileSmall';
  }
  const isSoft = received?.height !== undefined && received.height < tile.height * SOFT;
  return isSoft ? 'cameraSmall' : undefined;
}

/** The layer that the server was told to forward; without a word of it, the highest. */
function wantedLayer({ path }: Pick<Evidence, 'path'>): number {
  const receiver = path?.receiver;
  const top = Math.max(0, (receiver?.layers ?? 1) - 1);
  return Math.min(receiver?.wanted?.spatialLayer ?? top, top);
}

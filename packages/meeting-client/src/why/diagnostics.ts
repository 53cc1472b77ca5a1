import type { ParticipantInfo } from '@convene/protocol';
import { version as mediasoupClient } from 'mediasoup-client';
import packageJson from '../../package.json' with { type: 'json' };
import type { MeetingSnapshot } from '../snapshot.ts';
import type { CheckResult } from '../check/checkResult.ts';
import type { PictureReport, WatchedPicture } from './PictureWatch.ts';

export type DiagnosticsInput = {
  readonly at: Date;
  readonly browser: {
    readonly userAgent: string;
    readonly cores: number | undefined;
    readonly pixelRatio: number;
    readonly viewport: readonly [width: number, height: number];
  };
  readonly snapshot: MeetingSnapshot;
  readonly picture: WatchedPicture;
  readonly report: PictureReport;
  /** The connection check of the lobby, where the person has made one. */
  readonly check?: (CheckResult & { readonly at: Date }) | undefined;
};

/** A number that says as much as somebody reads of it. */
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(3)) : value;

/**
 * All that somebody needs who is asked for help, as JSON. What is in it is listed here, field by field: no names, no tokens,
 * no addresses, and nothing of anybody else than the one whose picture it is.
 */
export function diagnosticsText(input: DiagnosticsInput): string {
  const { at, browser, snapshot, picture, report } = input;
  const { cause, received, path, sending, protocol, tile, stream, samples, freezes } = report;
  const now = samples.at(-1)?.at ?? 0;
  const person = snapshot.participants.find(({ participantId }) => participantId === picture.participantId);
  const diagnostics = {
    convene: packageJson.version,
    mediasoupClient,
    at: at.toISOString(),
    browser,
    meeting: {
      meetingId: snapshot.meeting?.meetingId,
      people: snapshot.participants.length,
      phase: snapshot.phase,
      recovery: snapshot.recovery,
    },
    self: { participantId: snapshot.self?.participantId, networkDown: snapshot.self?.networkDown },
    picture: { ...picture, sender: person && stateOf(person) },
    cause,
    received,
    freezes,
    layers: stream && {
      wanted: stream.wantedLayer,
      forwarded: stream.layers,
      of: stream.spatialLayers,
      heldBack: stream.heldBack,
      paused: stream.paused,
    },
    tile: tile && { width: tile.width, height: tile.height, visible: tile.visible, quality: tile.quality },
    path,
    sending,
    protocol,
    check: input.check,
    lastMinute: samples.map(({ at: then, ...sample }) => ({
      secondsAgo: Math.round((now - then) / 1000),
      ...sample,
    })),
  };
  return JSON.stringify(diagnostics, rounded, 2);
}

const stateOf = ({ connection, cameraOff, muted, network }: ParticipantInfo) => ({
  connection,
  cameraOff,
  muted,
  network,
});

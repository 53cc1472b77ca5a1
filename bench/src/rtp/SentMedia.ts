import type { RtcpSrPacket } from 'werift';

/** One encoding of what is sent, as it stands. */
export type SentLayerReport = {
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Demand has it encoded. */
  readonly active: boolean;
  readonly packets: number;
  readonly bytes: number;
  readonly frames: number;
  readonly keyFrames: number;
  /** By PLI or FIR. */
  readonly keyFramesAsked: number;
  /** Packets that the server missed and got again. */
  readonly resent: number;
};

/** What one producer sends. */
export interface SentMedia {
  /** Nothing is sent without a track, or of one that is disabled or has ended. */
  setTrack(track: MediaStreamTrack | null): void;
  /** Layers above it stop; -1: all. */
  setMaxSpatialLayer(spatialLayer: number): void;
  onKeyFrameRequest(ssrc: number): void;
  onNack(ssrc: number, sequenceNumbers: readonly number[]): void;
  /** The next packets are lost on their way. */
  lose(packets: number): void;
  senderReports(): readonly RtcpSrPacket[];
  report(): readonly SentLayerReport[];
  close(): void;
}

export const isLive = (track: MediaStreamTrack | null): boolean =>
  track?.readyState === 'live' && track.enabled;

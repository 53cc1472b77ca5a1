export { TcpRelay, UdpRelay, Wire, type WireQuality } from '@convene/horizontal/relay';
export {
  HeadlessParticipant,
  type HeadlessParticipantOptions,
  type SendSettings,
  type Tile,
} from './HeadlessParticipant.ts';
export type { Layers } from './HeadlessLocalMedia.ts';
export { HeldMessages } from './HeldMessages.ts';
export { HttpWeb } from './HttpWeb.ts';
export type { Picture, PictureSource } from './media/pictures.ts';
export type { OpusFrameMs } from './media/opus.ts';
export type { ParticipantReport, ReceivedStreamReport, SentStreamReport } from './report.ts';
export type { SentLayerReport } from './rtp/SentMedia.ts';
export type { Receive } from './werift/capabilities.ts';

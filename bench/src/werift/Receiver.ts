import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import type { HandlerReceiveOptions, HandlerReceiveResult } from 'mediasoup-client/handlers/HandlerInterface';
import { type RtcpPacket, RtcpRrPacket, RtcpSrPacket, type RtpPacket } from 'werift';
import type { RtpPort } from '../rtp/RtpPort.ts';
import { StreamMeter } from '../rtp/StreamMeter.ts';
import type { HeadlessMedia } from './HeadlessMedia.ts';

const RECEIVER_REPORT_MS = 1000;
/** Receiver reports of one packet (their number has 5 bits). */
const MOST_REPORTS = 31;

type Received = {
  readonly meter: StreamMeter;
  readonly ssrc: number | undefined;
  readonly rtxSsrc: number | undefined;
};

/** Everything that is received on one transport. */
export class Receiver {
  readonly #media: HeadlessMedia;
  readonly #received = new Map<string, Received>();
  readonly #bySsrc = new Map<number, Received>();
  readonly #ownSsrc = 1 + Math.floor(Math.random() * 0xffff_fffe);
  #nextId = 0;
  #reports: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(media: HeadlessMedia) {
    this.#media = media;
  }

  add({ trackId, kind, rtpParameters }: HandlerReceiveOptions): HandlerReceiveResult {
    const localId = String(this.#nextId++);
    const [encoding] = rtpParameters.encodings ?? [];
    const meter = new StreamMeter(kind, this.#media.options);
    const received = { meter, ssrc: encoding?.ssrc, rtxSsrc: encoding?.rtx?.ssrc };
    this.#received.set(localId, received);
    for (const ssrc of [received.ssrc, received.rtxSsrc])
      if (ssrc !== undefined) this.#bySsrc.set(ssrc, received);
    this.#media.addMeter(trackId, meter);
    return { localId, track: new FakeMediaStreamTrack({ kind }) };
  }

  start(port: RtpPort): void {
    if (!this.#closed) this.#reports ??= setInterval(() => this.#sendReports(port), RECEIVER_REPORT_MS);
  }

  remove(localId: string): void {
    const received = this.#received.get(localId);
    if (received === undefined) return;
    this.#received.delete(localId);
    for (const ssrc of [received.ssrc, received.rtxSsrc]) if (ssrc !== undefined) this.#bySsrc.delete(ssrc);
  }

  /** As a browser tells it: frames that were decoded. */
  stats(localId: string): RTCStatsReport {
    const meter = this.#received.get(localId)?.meter;
    if (meter === undefined) return new Map();
    const { frames, packets, bytes } = meter.counts();
    const inbound = {
      type: 'inbound-rtp',
      framesDecoded: frames,
      packetsReceived: packets,
      bytesReceived: bytes,
    };
    return new Map([['inbound', inbound]]);
  }

  onRtp({ header, payload }: RtpPacket): void {
    const received = this.#bySsrc.get(header.ssrc);
    if (received === undefined) return;
    if (header.ssrc === received.ssrc) received.meter.receive(header, payload);
    else received.meter.receiveAgain(payload);
  }

  onRtcp(packet: RtcpPacket): void {
    if (packet instanceof RtcpSrPacket)
      this.#bySsrc.get(packet.ssrc)?.meter.onSenderReport(packet.senderInfo);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#reports);
    this.#received.clear();
    this.#bySsrc.clear();
  }

  #sendReports(port: RtpPort): void {
    const reports = [...this.#received.values()].flatMap(({ meter, ssrc }) =>
      ssrc !== undefined && meter.counts().packets > 0 ? [meter.receiverInfo(ssrc)] : [],
    );
    const packets: RtcpRrPacket[] = [];
    for (let index = 0; index < reports.length; index += MOST_REPORTS) {
      const part = reports.slice(index, index + MOST_REPORTS);
      packets.push(new RtcpRrPacket({ ssrc: this.#ownSsrc, reports: part }));
    }
    port.sendRtcp(packets);
  }
}

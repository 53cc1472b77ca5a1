import { isIPv6 } from 'node:net';
import type { types } from 'mediasoup-client';
import {
  IceCandidate,
  RTCDtlsFingerprint,
  RTCDtlsParameters,
  RTCDtlsTransport,
  RTCIceGatherer,
  RTCIceParameters,
  RTCIceTransport,
  RTCSctpTransport,
  type RtcpPacket,
  type RtpHeader,
  type RtpPacket,
} from 'werift';
import type { RtpPort } from '../rtp/RtpPort.ts';
import { DtlsFlights } from './DtlsFlights.ts';

/** SRTP by AES-GCM, which Node does in native code; AES-CM for a server that does not know it. */
const SRTP_PROFILES = [0x0007, 0x0001] as const;
const SCTP_PORT = 5000;
const DTLS_ALERT = 21;
const CLOSE_NOTIFY = Buffer.from([1, 0]);

export type WeriftConnectionOptions = {
  readonly iceParameters: types.IceParameters;
  readonly iceCandidates: readonly types.IceCandidate[];
  readonly dtlsParameters: types.DtlsParameters;
  readonly sctpParameters: types.SctpParameters | undefined;
  readonly onRtp: (packet: RtpPacket) => void;
  readonly onRtcp: (packet: RtcpPacket) => void;
  readonly onState: (state: types.ConnectionState) => void;
};

export type ConnectionStates = {
  readonly ice: RTCIceTransport['state'];
  readonly dtls: RTCDtlsTransport['state'];
};

/** ICE, DTLS, SRTP and SCTP towards one WebRtcTransport of the server, out of werift's parts. */
export class WeriftConnection implements RtpPort {
  readonly #options: WeriftConnectionOptions;
  readonly #ice: RTCIceTransport;
  readonly #dtls: RTCDtlsTransport;
  readonly sctp: RTCSctpTransport | undefined;
  #closed = false;

  private constructor(options: WeriftConnectionOptions) {
    this.#options = options;
    const { dtlsParameters, sctpParameters } = options;
    const candidates = usableCandidates(options.iceCandidates);
    // One socket on all addresses: the server is ICE lite and learns ours from the checks.
    const any = candidates.every(({ ip }) => isIPv6(ip)) ? '::' : '0.0.0.0';
    const gatherer = new RTCIceGatherer({ useIpv4: false, useIpv6: false, additionalHostAddresses: [any] });
    // werift would ask a STUN server of its own choice.
    delete gatherer.connection.stunServer;
    gatherer.connection.iceControlling = true;
    this.#ice = new RTCIceTransport(gatherer);
    this.#dtls = new RTCDtlsTransport({}, this.#ice, RTCDtlsTransport.localCertificate, [...SRTP_PROFILES]);
    this.#dtls.role = 'client';
    const fingerprints = dtlsParameters.fingerprints.map(
      ({ algorithm, value }) => new RTCDtlsFingerprint(algorithm, value),
    );
    this.#dtls.setRemoteParams(new RTCDtlsParameters(fingerprints, 'server'));
    this.#dtls.onRtp.subscribe(options.onRtp);
    this.#dtls.onRtcp.subscribe(options.onRtcp);
    this.#ice.onStateChange.subscribe((state) => this.#onIceState(state));
    if (sctpParameters === undefined) return;
    this.sctp = new RTCSctpTransport(SCTP_PORT);
    this.sctp.setDtlsTransport(this.#dtls);
    this.sctp.setRemoteMaxMessageSize(sctpParameters.maxReceiveMessageSize);
  }

  /** All connections of the process show one certificate: it takes long to make. */
  static async create(options: WeriftConnectionOptions): Promise<WeriftConnection> {
    await RTCDtlsTransport.SetupCertificate();
    return new WeriftConnection(options);
  }

  get connected(): boolean {
    return this.#dtls.state === 'connected' && !this.#closed;
  }

  get dtlsParameters(): types.DtlsParameters {
    const { fingerprints } = this.#dtls.localParameters;
    // werift names them as mediasoup does.
    const list = fingerprints.map(({ algorithm, value }) => ({ algorithm, value }));
    return { role: 'client', fingerprints: list as types.DtlsFingerprint[] };
  }

  /** As werift names them. */
  get states(): ConnectionStates {
    return { ice: this.#ice.state, dtls: this.#dtls.state };
  }

  /** Never rejects: what becomes of it is told by `onState`. */
  async connect(): Promise<void> {
    this.#options.onState('connecting');
    await this.#begin(this.#options.iceParameters);
  }

  /** Never rejects. */
  async restartIce(iceParameters: types.IceParameters): Promise<void> {
    this.#ice.restart();
    await this.#begin(iceParameters);
  }

  /** DTLS begins with the first ICE that connects, and goes on over those after it. */
  async #begin(iceParameters: types.IceParameters): Promise<void> {
    try {
      await this.#startIce(iceParameters);
      if (this.#closed || this.#dtls.state !== 'new') return;
      await this.#startDtls();
      if (this.#closed) return;
      this.#options.onState('connected');
      await this.sctp?.start(this.#options.sctpParameters?.port ?? SCTP_PORT);
    } catch {
      if (!this.#closed) this.#options.onState('failed');
    }
  }

  async #startDtls(): Promise<void> {
    const started = this.#dtls.start();
    // Its socket is there at once, and sends later.
    if (this.#dtls.dtls !== undefined) DtlsFlights.watch(this.#dtls.dtls);
    await started;
  }

  sendRtp(header: RtpHeader, payload: Buffer): void {
    // Never rejects.
    if (this.connected) void this.#dtls.sendRtp(payload, header);
  }

  sendRtcp(packets: readonly RtcpPacket[]): void {
    if (this.connected && packets.length > 0) this.#dtls.sendRtcp([...packets]).catch(() => undefined);
  }

  /** Ends DTLS by its `close_notify`, and goes on as if nothing were. */
  async endDtls(): Promise<void> {
    const socket = this.#dtls.dtls;
    if (socket === undefined || !this.connected) throw new Error('DTLS is not connected');
    const { cipher } = socket;
    const encrypt = cipher.encryptPacket.bind(cipher);
    cipher.encryptPacket = (packet) => {
      packet.recordLayerHeader.contentType = DTLS_ALERT;
      return encrypt(packet);
    };
    // It is encrypted before `send` answers: what comes next is data again.
    const sent = socket.send(CLOSE_NOTIFY);
    cipher.encryptPacket = encrypt;
    await sent;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    void this.#stop();
  }

  async #stop(): Promise<void> {
    // In this order: SCTP says goodbye over DTLS, and DTLS lets go of the socket.
    await Promise.allSettled([this.sctp?.stop()]);
    this.#dtls.dtls?.close();
    await Promise.allSettled([this.#dtls.stop()]);
  }

  async #startIce({ usernameFragment, password }: types.IceParameters): Promise<void> {
    const ice = this.#ice;
    await ice.gather();
    ice.setRemoteParams(new RTCIceParameters({ iceLite: true, usernameFragment, password }));
    for (const candidate of usableCandidates(this.#options.iceCandidates)) {
      await ice.addRemoteCandidate(candidate);
    }
    await ice.addRemoteCandidate();
    if (!this.#closed) await ice.start();
  }

  #onIceState(state: RTCIceTransport['state']): void {
    if (this.#closed) return;
    if (state === 'failed' || state === 'disconnected') this.#options.onState(state);
    // ICE that was restarted: DTLS has gone on meanwhile.
    if (state === 'connected' && this.connected) this.#options.onState('connected');
  }
}

/** By UDP only: a headless participant has no firewall before it. */
function usableCandidates(candidates: readonly types.IceCandidate[]): IceCandidate[] {
  return candidates
    .filter(({ protocol }) => protocol === 'udp')
    .map(
      ({ foundation, address, port, priority, protocol, type }) =>
        new IceCandidate(1, foundation, address, port, priority, protocol, type),
    );
}

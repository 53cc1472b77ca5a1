import type { RTCDtlsTransport } from 'werift';

export type DtlsSocket = NonNullable<RTCDtlsTransport['dtls']>;

type Handshakes = Parameters<NonNullable<DtlsSocket['onHandleHandshakes']>>[0];
type Plaintext = Parameters<DtlsSocket['cipher']['encryptPacket']>[0];

const HANDSHAKE = 22;
const HEADER_BYTES = 13;
const EPOCH_AT = 3;
const SEQUENCE_AT = 5;
const SEQUENCE_BYTES = 6;
const LENGTH_AT = 11;
/** A flight of more is sent in several datagrams. */
const DATAGRAM_BYTES = 1200;

/**
 * Makes werift's handshake survive a lost or overtaken datagram, for which it is of no use: it repeats records with the
 * numbers that they had, and OpenSSL takes those for replayed (RFC 6347 §4.1.2.6); what comes out of order it handles in the order
 * in which it comes. Here a flight leaves as one datagram, its repetition has new numbers (§4.2.4), and the other side's
 * messages are handled once each, in their order (§4.2.2).
 */
export class DtlsFlights {
  readonly #socket: DtlsSocket;
  readonly #send: (datagram: Buffer) => Promise<void>;
  readonly #encrypt: (packet: Plaintext) => Plaintext;
  readonly #sent = new Set<Buffer>();
  readonly #early = new Map<number, Handshakes[number]>();
  #lastSequence = 0;
  #nextMessage = 0;
  #finished: { readonly packet: Plaintext; readonly fragment: Buffer } | undefined;
  #outbox: Buffer[] = [];

  /** Before its first flight. */
  static watch(socket: DtlsSocket): void {
    new DtlsFlights(socket).#watch();
  }

  private constructor(socket: DtlsSocket) {
    this.#socket = socket;
    const { transport, cipher } = socket;
    this.#send = transport.send;
    this.#encrypt = cipher.encryptPacket.bind(cipher);
  }

  #watch(): void {
    const { transport, cipher, onHandleHandshakes } = this.#socket;
    const send = async (records: Buffer) => {
      if (this.#socket.connected) await this.#send(records);
      else this.#post(records);
    };
    Object.assign(transport, { send });
    cipher.encryptPacket = (packet) => {
      // Encryption puts another fragment in its place.
      const { recordLayerHeader, fragment } = packet;
      if (recordLayerHeader.contentType === HANDSHAKE) this.#finished = { packet, fragment };
      return this.#encrypt(packet);
    };
    this.#socket.onHandleHandshakes = async (messages) => {
      await Promise.all(this.#inOrder(messages).map(async (message) => onHandleHandshakes?.([message])));
    };
  }

  /** What is sent within one turn is one flight. */
  #post(records: Buffer): void {
    this.#outbox.push(this.#sent.has(records) ? this.#renumbered(records) : records);
    if (!this.#sent.has(records)) this.#remember(records);
    if (this.#outbox.length > 1) return;
    queueMicrotask(() => {
      const flight = this.#outbox;
      this.#outbox = [];
      for (const datagram of datagramsOf(flight)) this.#send(datagram).catch(() => undefined);
    });
  }

  #remember(records: Buffer): void {
    this.#sent.add(records);
    for (const record of recordsOf(records)) {
      if (record.readUInt16BE(EPOCH_AT) > 0) continue;
      const sequence = record.readUIntBE(SEQUENCE_AT, SEQUENCE_BYTES);
      this.#lastSequence = Math.max(this.#lastSequence, sequence);
    }
  }

  #renumbered(records: Buffer): Buffer {
    const copies = recordsOf(records).map((record) => {
      if (record.readUInt16BE(EPOCH_AT) > 0) return this.#encryptedAgain() ?? record;
      const copy = Buffer.from(record);
      copy.writeUIntBE(++this.#lastSequence, SEQUENCE_AT, SEQUENCE_BYTES);
      return copy;
    });
    return Buffer.concat(copies);
  }

  /** The number is part of what is encrypted. */
  #encryptedAgain(): Buffer | undefined {
    if (this.#finished === undefined) return undefined;
    const { packet, fragment } = this.#finished;
    packet.fragment = fragment;
    packet.recordLayerHeader.contentLen = fragment.length;
    packet.recordLayerHeader.sequenceNumber = ++this.#socket.dtls.recordSequenceNumber;
    return this.#encrypt(packet).serialize();
  }

  #inOrder(messages: Handshakes): Handshakes {
    for (const message of messages) {
      if (message.message_seq >= this.#nextMessage) this.#early.set(message.message_seq, message);
    }
    const due: Handshakes = [];
    for (
      let next = this.#early.get(this.#nextMessage);
      next !== undefined;
      next = this.#early.get(this.#nextMessage)
    ) {
      this.#early.delete(this.#nextMessage++);
      due.push(next);
    }
    return due;
  }
}

function recordsOf(buffer: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at + HEADER_BYTES <= buffer.length;) {
    const end = at + HEADER_BYTES + buffer.readUInt16BE(at + LENGTH_AT);
    records.push(buffer.subarray(at, end));
    at = end;
  }
  return records;
}

function datagramsOf(flight: readonly Buffer[]): Buffer[] {
  const datagrams: Buffer[] = [];
  for (const records of flight) {
    const last = datagrams.at(-1);
    if (last === undefined || last.length + records.length > DATAGRAM_BYTES) datagrams.push(records);
    else datagrams[datagrams.length - 1] = Buffer.concat([last, records]);
  }
  return datagrams;
}

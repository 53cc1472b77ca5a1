import { generate } from 'selfsigned';
import type { Tls } from '../src/edge/httpServer.ts';

const NAME = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** A private certificate authority, as an operator makes one for servers that no public one knows. */
export class TestAuthority {
  /** What others have to trust. */
  readonly certificate: string;
  readonly #key: string;

  private constructor(certificate: string, key: string) {
    this.certificate = certificate;
    this.#key = key;
  }

  static async create(name = 'Test authority'): Promise<TestAuthority> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
      ...NAME,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, critical: true },
      ],
    });
    return new TestAuthority(cert, key);
  }

  /** A certificate for a server at these addresses. */
  async issue(addresses: readonly string[], dates: { notAfterDate?: Date } = {}): Promise<Tls> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'Test server' }], {
      ...NAME,
      ...dates,
      ...(dates.notAfterDate !== undefined && { notBeforeDate: new Date(0) }),
      ca: { cert: this.certificate, key: this.#key },
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: addresses.map((ip) => ({ type: 7, ip })) },
      ],
    });
    return { cert, key };
  }
}

import { describe, expect, it } from 'vitest';
import { mediaOptions, pipeOptions } from './config.ts';
import { readEnv } from './env.ts';

const least = {
  DATABASE_URL: 'postgres://127.0.0.1/convene',
  CONVENE_DATA_DIR: '/data',
  TOKEN_KEY_DIR: '/keys',
};

describe('the environment', () => {
  it('ENV-1: the stated defaults (003-2, 003-4, 003-5)', () => {
    const env = readEnv(least);
    expect(env).toMatchObject({
      MEDIASOUP_WORKER_COUNT: 4,
      WEBRTC_LISTEN_IP: '127.0.0.1',
      ON_WORKER_DIED: 'respawn',
    });
    expect(mediaOptions(env).ports.map(({ clients }) => clients)).toEqual([10_000, 11_000, 12_000, 13_000]);
  });

  it.each([
    ['DATABASE_URL', 'mysql://x'],
    ['MEDIASOUP_WORKER_COUNT', 'many'],
    ['RTC_BASE_PORT', '80'],
    ['ICE_SERVERS', '{}'],
    ['PUBLIC_MEDIA_URL', 'ftp://x'],
    ['OPERATOR_TOKEN', 'short'],
    ['LIMIT_PREPARE_MS', '-1'],
  ])('ENV-2: a wrong %s is named', (name, value) => {
    expect(() => readEnv({ ...least, [name]: value })).toThrow(name);
  });

  it('ENV-3: an empty variable is none', () => {
    expect(readEnv({ ...least, ANNOUNCED_IP: '', MEDIASOUP_WORKER_COUNT: '' })).toMatchObject({
      MEDIASOUP_WORKER_COUNT: 4,
    });
  });

  it('ENV-4: addresses at which no browser could arrive are refused', () => {
    expect(() => readEnv({ ...least, WEBRTC_LISTEN_IP: '0.0.0.0' })).toThrow('ANNOUNCED_IP');
    expect(() => readEnv({ ...least, ANNOUNCED_IP: '192.0.2.1' })).toThrow('WEBRTC_LISTEN_IP');
    expect(readEnv({ ...least, WEBRTC_LISTEN_IP: '0.0.0.0', ANNOUNCED_IP: '192.0.2.1' })).toBeDefined();
  });

  it('ENV-4: nor such to which no other server could pipe', () => {
    expect(() => readEnv({ ...least, PIPE_LISTEN_IP: '::' })).toThrow('PIPE_ANNOUNCED_IP');
    expect(readEnv({ ...least, PIPE_LISTEN_IP: '::', PIPE_ANNOUNCED_IP: '192.0.2.1' })).toBeDefined();
  });

  it('MACHINE-4: where everything is listened on, others are told an address; a link off this machine is https', () => {
    const address = 'https://192.0.2.1:3001';
    const everywhere = { ...least, MEDIA_HOST: '0.0.0.0' };
    expect(() => readEnv(everywhere)).toThrow('PUBLIC_MEDIA_URL');
    expect(() => readEnv({ ...everywhere, PUBLIC_MEDIA_URL: address })).toThrow('LINK_URL');
    expect(readEnv({ ...everywhere, PUBLIC_MEDIA_URL: address, LINK_URL: address })).toBeDefined();
    expect(() => readEnv({ ...least, LINK_URL: 'http://192.0.2.1:3001' })).toThrow('LINK_URL');
    expect(readEnv({ ...least, LINK_URL: 'http://127.0.0.1:3001' })).toBeDefined();
  });

  it('MACHINE-4: a certificate and its key belong together, and are there', () => {
    expect(() => readEnv({ ...least, TLS_CERT: '/cert.pem' })).toThrow('TLS_KEY');
    expect(() => readEnv({ ...least, TLS_CERT: '/no/cert.pem', TLS_KEY: '/no/key.pem' })).toThrow('TLS_CERT');
    expect(readEnv(least).tls).toBeUndefined();
  });

  it('PIPE-20 (X7, X9, X18): pipes listen where clients are served unless told otherwise, with SRTP, on demand', () => {
    const pipes = (env: Record<string, string>) => pipeOptions(readEnv({ ...least, ...env }));
    expect(pipes({ WEBRTC_LISTEN_IP: '0.0.0.0', ANNOUNCED_IP: '192.0.2.1' })).toEqual({
      listenIp: '0.0.0.0',
      announcedAddress: '192.0.2.1',
      srtp: true,
      eager: false,
    });
    // An address of a network between the servers is not that by which clients come.
    const between = { WEBRTC_LISTEN_IP: '0.0.0.0', ANNOUNCED_IP: '192.0.2.1', PIPE_LISTEN_IP: '10.0.0.5' };
    expect(pipes({ ...between, PIPE_SRTP: 'false', PIPE_EAGER: 'true' })).toEqual({
      listenIp: '10.0.0.5',
      announcedAddress: undefined,
      srtp: false,
      eager: true,
    });
  });

  it('ENV-5: auto workers are as many as cores, 16 at most (X4)', () => {
    const { ports } = mediaOptions(readEnv({ ...least, MEDIASOUP_WORKER_COUNT: 'auto' }));
    expect(ports.length).toBeGreaterThan(0);
    expect(ports.length).toBeLessThanOrEqual(16);
  });
});

import { describe, expect, test } from 'vitest';
import { planAddresses } from './addresses.mjs';
import { planPorts } from './portPlan.mjs';
import { planDoors } from './mediaDoors.mjs';
import { mediaPrograms, webProgram, webUrlOf } from './programs.mjs';

const options = {
  ...{ servers: 2, workers: 3, port: 3000, rtcBasePort: 10_000, rtcPortsPerWorker: 100 },
  ...{ host: undefined, mediaOnly: false, dataDir: '/data' },
};
const secrets = {
  privateKeyDir: '/data/secrets/web',
  publicKeyDir: '/data/secrets/media',
  adminSecretFile: '/data/secrets/admin-secret',
  cookieSecretFile: '/data/secrets/cookie-secret',
};
const certificate = { certFile: '/data/tls/cert.pem', keyFile: '/data/tls/key.pem', selfSigned: true };

function setUp(host?: string, env: NodeJS.ProcessEnv = {}) {
  const addresses = planAddresses({ host, listenIp: undefined, announcedIp: undefined }, ['192.168.1.20']);
  const ports = planPorts(options);
  const webUrl = webUrlOf({ ports, addresses });
  return {
    ...{
      root: '/checkout',
      node: 'node',
      env: { ICE_SERVERS: '[]', ...env },
      options,
      ports,
      addresses,
      secrets,
    },
    doors: planDoors({ options: { ...options, host }, env, ports, addresses, webUrl }),
    publicKeyDir: secrets.publicKeyDir,
    certificate: addresses.isPublic ? certificate : undefined,
    databaseUrl: 'postgresql://database',
    workerBin: '/worker',
  };
}

describe('START-4: on this machine only', () => {
  test('browsers reach each media server directly', () => {
    const setup = setUp();
    expect(webUrlOf(setup)).toBe('http://127.0.0.1:3000');
    expect(mediaPrograms(setup)[1]).toMatchObject({
      readyUrl: 'http://127.0.0.1:3002/ready',
      env: {
        MEDIA_PORT: '3002',
        SERVER_INDEX: '1',
        MEDIASOUP_WORKER_COUNT: '3',
        MEDIASOUP_WORKER_BIN: '/worker',
        WEBRTC_LISTEN_IP: '127.0.0.1',
        PUBLIC_MEDIA_URL: 'http://127.0.0.1:3002',
        WEB_ORIGIN: 'http://127.0.0.1:3000,http://localhost:3000',
        ICE_SERVERS: '[]',
      },
    });
    expect(webProgram(setup, secrets).env).toMatchObject({
      HOST: '127.0.0.1',
      MEDIA_FORWARD: 'false',
      MEDIA_URLS: 'http://127.0.0.1:3001,http://127.0.0.1:3002',
    });
    expect(webProgram(setup, secrets).env).toMatchObject({ TLS_CERT: '' });
  });
});

describe('START-9: with --host', () => {
  test('browsers have one origin over HTTPS, media included', () => {
    const setup = setUp('192.168.1.20');
    expect(webUrlOf(setup)).toBe('https://192.168.1.20:3000');
    expect(webProgram(setup, secrets)).toMatchObject({
      readyUrl: 'https://192.168.1.20:3000/healthz',
      env: { HOST: '192.168.1.20', TLS_CERT: '/data/tls/cert.pem', MEDIA_FORWARD: 'true' },
    });
    expect(mediaPrograms(setup)[0]?.env).toMatchObject({
      WEBRTC_LISTEN_IP: '192.168.1.20',
      WEB_ORIGIN: 'https://192.168.1.20:3000',
      PUBLIC_MEDIA_URL: 'https://192.168.1.20:3000/media/0',
    });
  });
});

test('MACHINE-6: the certificate is for the programs that other machines reach directly', () => {
  const ofMedia = (env: NodeJS.ProcessEnv) =>
    mediaPrograms(setUp('192.168.1.20', { TLS_CERT: '/own.pem', ...env }))[1]?.env;
  expect(ofMedia({})).toMatchObject({ MEDIA_HOST: '127.0.0.1', TLS_CERT: '', TLS_KEY: '' });
  expect(ofMedia({ MEDIA_HOST: '0.0.0.0' })).toMatchObject({
    MEDIA_HOST: '0.0.0.0',
    LINK_URL: 'https://192.168.1.20:3002',
    TLS_CERT: '/data/tls/cert.pem',
    TLS_KEY: '/data/tls/key.pem',
  });
});

test('START-8: a media server is told of the public key only', () => {
  const env = mediaPrograms(setUp())[0]?.env;
  const values = Object.values(env ?? {}).join('\n');
  expect(env?.TOKEN_KEY_DIR).toBe('/data/secrets/media');
  for (const secret of ['/data/secrets/web', 'admin-secret', 'cookie-secret'])
    expect(values).not.toContain(secret);
});

import { randomUUID } from 'node:crypto';
import { defaultLimits, ServerId } from '@convene/protocol';
import { afterEach, expect, it, vi } from 'vitest';
import type { Log } from '../media/Log.ts';
import { Registration } from './Registration.ts';

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };

/** A database that has lost the server's row, once for each number in `lostAt`: the beats are counted from 1. */
class ForgetfulServers {
  readonly lostAt: number[] = [];
  beats = 0;
  registrations = 0;

  register() {
    this.registrations += 1;
    return Promise.resolve({ outcome: 'registered', epoch: 1, databaseAt: Date.now() } as const);
  }

  heartbeat() {
    this.beats += 1;
    const outcome = this.lostAt.includes(this.beats) ? 'lost' : 'ok';
    return Promise.resolve({ outcome, databaseAt: Date.now() } as const);
  }

  unregister = () => Promise.resolve();
  get = () => Promise.resolve(undefined);
  removeExpired = () => Promise.resolve([]);
}

let registration: Registration;
afterEach(async () => {
  await registration.close();
});

function setUp(onRegisteredAgain: () => Promise<void>) {
  const servers = new ForgetfulServers();
  registration = new Registration({
    database: {
      servers,
      placements: { removeOld: () => Promise.resolve(0) },
      hosts: { removeOldKnocks: () => Promise.resolve(0) },
    },
    limits: { ...defaultLimits, heartbeatMs: 2 },
    log: quiet,
    server: {
      id: ServerId.parse(randomUUID()),
      name: 'test',
      url: '',
      version: '',
      mediasoupVersion: '',
      routerRtpCapabilities: {},
      capacity: 500,
    },
    workers: () => [],
    onRegisteredAgain,
    load: () => 0,
    capacity: () => 500,
    troubles: () => [],
    onSuperseded: () => {},
  });
  return servers;
}

it('BOUND-5: rows that take long to be written again do not keep the lease from being renewed', async () => {
  const { promise: written, resolve: write } = Promise.withResolvers<void>();
  const restore = vi.fn<() => Promise<void>>(() => written);
  const servers = setUp(restore);
  servers.lostAt.push(1, 10);
  await registration.start();
  await vi.waitFor(() => expect(servers.beats).toBeGreaterThan(20));
  expect([servers.registrations, registration.isRegistered]).toEqual([3, true]);
  // Lost once more meanwhile: all is written again, after what is under way.
  expect(restore).toHaveBeenCalledTimes(1);
  write();
  await vi.waitFor(() => expect(restore).toHaveBeenCalledTimes(2));
});

it('BOUND-5: rows that could not be written are written after the next registration', async () => {
  const restore = vi
    .fn<() => Promise<void>>()
    .mockRejectedValueOnce(new Error('no database'))
    .mockResolvedValue(undefined);
  const servers = setUp(restore);
  servers.lostAt.push(1);
  await registration.start();
  await vi.waitFor(() => expect(restore).toHaveBeenCalledTimes(2));
  expect(servers.registrations).toBe(3);
});

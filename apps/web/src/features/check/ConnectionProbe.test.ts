import type { CheckResult } from '@convene/meeting-client/check';
import { AppError } from '@convene/protocol';
import { expect, it } from 'vitest';
import { FakeMeetingClient } from '../../testing/FakeMeetingClient.ts';
import { ConnectionProbe } from './ConnectionProbe.ts';

const seat = { name: undefined, occupied: false, muted: false, cameraOff: false };
const lobby = (warm: boolean) => ({ state: 'lobby' as const, warm, loopbackOnly: false, seat });

/** Ends when it is told to. */
class FakeCheck {
  readonly found = Promise.withResolvers<CheckResult>();
  closed = false;
  run = () => this.found.promise;
  close(): void {
    this.closed = true;
  }
}

// Its content is not looked at here.
const result = { udp: true, tookMs: 5000 } as CheckResult;

function aProbe(warm: boolean) {
  const client = new FakeMeetingClient();
  client.setPhase(lobby(warm));
  const checks: FakeCheck[] = [];
  const results: CheckResult[] = [];
  const probe = new ConnectionProbe({
    client,
    onResult: (found) => results.push(found),
    create: () => {
      const check = new FakeCheck();
      checks.push(check);
      return check;
    },
  });
  probe.start();
  return { client, checks, results, probe };
}

it('LINE-11: a check whose server is gone is given up, and begins anew at the next one', async () => {
  const { client, checks, results, probe } = aProbe(true);
  client.setPhase(lobby(false));
  expect(checks.map(({ closed }) => closed)).toEqual([true]);
  checks[0]?.found.resolve(result);
  client.setPhase(lobby(true));
  expect(checks).toHaveLength(2);
  checks[1]?.found.resolve(result);
  await expect.poll(() => probe.state.get()).toEqual({ state: 'done', result });
  expect(results).toHaveLength(1);
  probe.close();
});

it('LINE-11: what was found at a server that the lobby has left is no longer said', async () => {
  const { client, checks, probe } = aProbe(true);
  checks[0]?.found.resolve(result);
  await expect.poll(() => probe.state.get().state).toBe('done');
  client.setPhase({ state: 'entering' });
  expect(probe.state.get().state).toBe('running');
  client.setPhase(lobby(true));
  expect(checks).toHaveLength(2);
  probe.close();
});

it('LINE-1: in a lobby that is not prepared yet the check that waits for it goes on', () => {
  const { client, checks, probe } = aProbe(false);
  client.setPhase(lobby(true));
  expect(checks.map(({ closed }) => closed)).toEqual([false]);
  probe.close();
  expect(checks[0]?.closed).toBe(true);
  client.setPhase(lobby(false));
  client.setPhase(lobby(true));
  expect(checks).toHaveLength(1);
});

it('LINE-11: closed and opened again, as a page that is drawn twice does, it follows the lobby as before', () => {
  const { client, checks, probe } = aProbe(true);
  probe.close();
  probe.start();
  client.setPhase(lobby(false));
  expect(checks.map(({ closed }) => closed)).toEqual([true, true]);
  client.setPhase(lobby(true));
  expect(checks).toHaveLength(3);
  probe.close();
});

it('LINE-11: a check that failed because the lobby was not prepared begins anew when it is', async () => {
  const { client, checks, probe } = aProbe(false);
  checks[0]?.found.reject(AppError.wrongState('openCheck', 'lobby'));
  await expect.poll(() => probe.state.get().state).toBe('failed');
  client.setPhase(lobby(true));
  expect(checks).toHaveLength(2);
  expect(probe.state.get().state).toBe('running');
  probe.close();
});

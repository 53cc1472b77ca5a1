import type { PrepareOutput } from '@convene/protocol';
import type { LocalServer } from './LocalServer.ts';
import type { TestClient } from './TestClient.ts';

type Pair = { readonly ada: TestClient; readonly bob: TestClient; readonly prepared: PrepareOutput };

/** Ada, muted, with the transports that she has prepared, and Bob, in a meeting of their own. */
export async function sitPair(local: LocalServer, ada: { readonly cameraOff: boolean }): Promise<Pair> {
  const meeting = await local.createMeeting();
  const one = await local.enter(meeting);
  const other = await local.enter(meeting);
  const prepared = await one.trpc.prepare.mutate();
  await one.joinWith(prepared.routerRtpCapabilities, { muted: true, ...ada });
  await other.join({ name: 'Bob' });
  return { ada: one, bob: other, prepared };
}

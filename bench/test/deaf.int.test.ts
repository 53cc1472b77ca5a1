import { LocalServer, type TestMeeting, waitUntil } from '@convene/media/testing';
import { RTCDtlsTransport } from 'werift';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HeadlessParticipant } from '../src/index.ts';
import { People, untilReceives, streamOf } from './People.ts';

describe('a transport without DTLS', { timeout: 60_000 }, () => {
  const people = new People();
  let local: LocalServer;
  let meeting: TestMeeting;

  beforeAll(async () => {
    local = await LocalServer.start({ limits: { peerWithoutSocketMs: 2_000, dtlsMs: 1_000 } });
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
  });
  afterEach(() => {
    people.closeAll();
  });
  afterAll(async () => {
    await local.close();
  });

  const join = (name: string) => people.join(local, meeting, { name, send: { layers: 1 } });
  const peerOf = ({ snapshot }: HeadlessParticipant) =>
    local.server.rooms.all
      .flatMap(({ members }) => members)
      .find(({ seat }) => seat.participantId === snapshot.self?.participantId)?.peer;
  const mediaOf = (person: HeadlessParticipant) => peerOf(person)?.session?.media;
  /** Whoever got other media hears and sees again, and is heard and seen. */
  const untilAllFlows = async (one: HeadlessParticipant, other: HeadlessParticipant) => {
    for (const [receiver, sender] of [
      [one, other],
      [other, one],
    ] as const) {
      for (const source of ['microphone', 'camera'] as const) {
        const before = streamOf(receiver, sender, source)?.packets ?? 0;
        await untilReceives([receiver, sender, source], ({ packets }) => packets >= before + 5);
      }
    }
  };
  const untilRenewed = async (person: HeadlessParticipant, lost: string) => {
    await waitUntil('other media', () => ![undefined, lost].includes(mediaOf(person)?.recvTransport.id));
  };

  it.each(['recv', 'send'] as const)(
    'RECOVER-33: a %s transport whose DTLS is closed is renewed, and all hear and see as before (RESUME-10)',
    async (direction) => {
      const [ada, bob] = [await join('Ada'), await join('Bob')];
      await untilAllFlows(ada, bob);
      const peer = peerOf(bob);
      for (let nth = 0; nth < 2; nth += 1) {
        const lost = mediaOf(bob)!.recvTransport.id;
        await bob.endDtls(direction);
        await untilRenewed(bob, lost);
        await untilAllFlows(ada, bob);
      }
      expect(peerOf(bob)).toBe(peer);
      await waitUntil('Bob to be connected', () => {
        const { phase } = bob.snapshot;
        return phase.state === 'joined' && phase.connection === 'connected';
      });
      expect(ada.snapshot.participants).toHaveLength(2);
    },
  );

  it('RECOVER-33: DTLS that never comes about is given up, and other media take its place', async () => {
    const ada = await join('Ada');
    // Who has just joined may still be connecting.
    await waitUntil('Ada to be connected', () => {
      const media = mediaOf(ada);
      return [media?.sendTransport, media?.recvTransport].every((it) => it?.dtlsState === 'connected');
    });
    const start = vi.spyOn(RTCDtlsTransport.prototype, 'start').mockReturnValue(new Promise<void>(() => {}));
    let bob: HeadlessParticipant;
    try {
      bob = await join('Bob');
      await waitUntil('both to wait for DTLS', () => start.mock.calls.length === 2);
    } finally {
      start.mockRestore();
    }
    const lost = mediaOf(bob)!.recvTransport.id;
    const peer = peerOf(bob);
    await untilRenewed(bob, lost);
    await untilAllFlows(ada, bob);
    expect(peerOf(bob)).toBe(peer);
  });

  it('RECOVER-33: who leaves is not taken for somebody whose connection broke', async () => {
    const [ada, bob] = [await join('Ada'), await join('Bob')];
    await untilAllFlows(ada, bob);
    const seen: (string | undefined)[] = [];
    const participantId = bob.snapshot.self?.participantId;
    const unsubscribe = ada.client.subscribe(() => {
      seen.push(
        ada.snapshot.participants.find((person) => person.participantId === participantId)?.connection,
      );
    });
    await bob.endDtls('send');
    await bob.leave();
    await waitUntil('Bob to be gone', () => ada.snapshot.participants.length === 1);
    unsubscribe();
    expect(seen).not.toContain('reconnecting');
  });
});

import { describe, expect, it } from 'vitest';
import { aParticipant, FakeMeetingClient } from '../../testing/FakeMeetingClient.ts';
import type { Notice } from './notices.ts';
import { PresenceNotices } from './PresenceNotices.ts';

const ada = aParticipant(1, 'Ada');
const bob = aParticipant(2, 'Bob');
const eve = aParticipant(3, 'Eve');

function watch() {
  const client = new FakeMeetingClient();
  const told: Notice[] = [];
  const notices = new PresenceNotices(client, (notice) => told.push(notice));
  return { client, told, notices };
}

describe('UI-12: who came and who went is told in passing', () => {
  it('but not who was there already', () => {
    const { client, told } = watch();
    client.sit([ada, bob]);
    expect(told).toEqual([]);
    client.set({ participants: [ada, bob, eve] });
    client.set({ participants: [ada, eve] });
    expect(told).toEqual([
      { type: 'joined', name: 'Eve', others: 0 },
      { type: 'left', name: 'Bob', others: 0 },
    ]);
  });

  it('and nobody left because the own connection was lost', () => {
    const { client, told } = watch();
    client.sit([ada, bob]);
    client.set({ phase: { state: 'joined', connection: 'rejoining' }, participants: [ada] });
    client.set({ phase: { state: 'joined', connection: 'connected' }, participants: [ada, bob] });
    expect(told).toEqual([]);
  });

  it('until it is closed', () => {
    const { client, notices } = watch();
    notices.close();
    expect(client.listenerCount).toBe(0);
  });
});

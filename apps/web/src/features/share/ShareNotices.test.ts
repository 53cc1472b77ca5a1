// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { aParticipant, aStream, FakeMeetingClient } from '../../testing/FakeMeetingClient.ts';
import type { Notice } from '../meeting/notices.ts';
import { ShareNotices } from './ShareNotices.ts';

const screenOf = (n: number) => {
  const stream = aStream(n, 'screen');
  return [stream.streamId, stream] as const;
};

function follow() {
  const client = new FakeMeetingClient();
  client.sit([aParticipant(1, 'Ada'), aParticipant(2, 'Bob'), aParticipant(3, 'Cid')], {
    streams: new Map([screenOf(2)]),
  });
  const told: Notice[] = [];
  const close = new ShareNotices(client, (notice) => told.push(notice)).open();
  return { client, told, close };
}

it('SHARE-2: who begins to share is told, not who shared already', () => {
  const { client, told, close } = follow();
  client.set({ streams: new Map([screenOf(2), screenOf(3)]) });
  expect(told).toEqual([{ type: 'sharing', name: 'Cid' }]);
  close();
  client.set({ streams: new Map([screenOf(1)]) });
  expect(told).toHaveLength(1);
});

it('SHARE-2: nobody begins because the own connection came back', () => {
  const { client, told, close } = follow();
  client.set({ phase: { state: 'joined', connection: 'rejoining' }, streams: new Map() });
  client.set({ phase: { state: 'joined', connection: 'connected' }, streams: new Map([screenOf(2)]) });
  expect(told).toEqual([]);
  close();
});

import { randomUUID } from 'node:crypto';
import type { ServerMap } from '@convene/db';
import { MeetingId, PeerId, ProducerId, RouterId } from '@convene/protocol';
import { expect, it } from 'vitest';
import { type LiveMap, mapDifferences } from './mapDifferences.ts';

const meetingId = MeetingId.parse(randomUUID());
const routerId = RouterId.parse(randomUUID());
const [member, inLobby] = [PeerId.parse(randomUUID()), PeerId.parse(randomUUID())];
const [sent, ofLeaving] = [ProducerId.parse(randomUUID()), ProducerId.parse(randomUUID())];

const live: LiveMap = {
  routerIds: new Set([routerId]),
  rooms: [
    {
      meetingId,
      peerIds: new Set([member, inLobby]),
      members: [{ peerId: member, routerId, producers: [{ producerId: sent, paused: false }] }],
      producerIds: new Set([sent, ofLeaving]),
    },
  ],
};
const rows: ServerMap = {
  peers: [{ peerId: member, meetingId, routerId, isCurrent: true }],
  producers: [{ producerId: sent, meetingId, routerId, paused: false }],
  routers: [{ routerId, meetingId }],
  meetingIds: [meetingId],
};
const typesOf = (change: Partial<ServerMap>, of = live) =>
  mapDifferences({ ...rows, ...change }, of).map(({ type }) => type);

it('MAP-16: what lives as its rows say is no difference; nor are rows of a join under way, or of a peer that leaves', () => {
  expect(typesOf({})).toEqual([]);
  const joining = { peerId: inLobby, meetingId, routerId, isCurrent: true };
  const leaving = { producerId: ofLeaving, meetingId, routerId, paused: false };
  expect(typesOf({ peers: [...rows.peers, joining], producers: [...rows.producers, leaving] })).toEqual([]);
});

it('MAP-16: a person whose row, router, seat or part is not in the map is lost', () => {
  expect(typesOf({ peers: [] })).toEqual(['lostPeer']);
  expect(typesOf({ peers: [{ ...rows.peers[0]!, routerId: null }] })).toEqual(['lostPeer']);
  expect(typesOf({ peers: [{ ...rows.peers[0]!, isCurrent: false }] })).toEqual(['lostPeer']);
  expect(typesOf({ meetingIds: [] })).toEqual(['lostPeer']);
  expect(typesOf({ producers: [] })).toEqual(['lostProducer']);
  expect(typesOf({ producers: [{ ...rows.producers[0]!, paused: true }] })).toEqual(['lostProducer']);
});

it('MAP-17: the rows of a server on which nothing lives are all false', () => {
  expect(typesOf({}, { rooms: [], routerIds: new Set() })).toEqual([
    'falseProducer',
    'falsePeer',
    'falseRouter',
    'falsePart',
  ]);
});

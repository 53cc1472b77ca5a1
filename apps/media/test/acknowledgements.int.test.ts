import { afterAll, beforeAll, expect, it } from 'vitest';
import { LocalServer } from './LocalServer.ts';
import { playPicture } from './playPicture.ts';
import { waitFor, waitUntil } from './waitFor.ts';
import { WebRtcClient } from './WebRtcClient.ts';

const ROUND_MS = 300;
const ROUNDS = 12;
const PACKETS_PER_SECOND = 30;

let local: LocalServer;
let ada: WebRtcClient;
let bob: WebRtcClient;

beforeAll(async () => {
  local = await LocalServer.start({ limits: { acknowledgeMs: ROUND_MS } });
  const meeting = await local.createMeeting();
  ada = new WebRtcClient(await local.enter(meeting));
  bob = new WebRtcClient(await local.enter(meeting));
  await Promise.all([ada.join('Ada'), bob.join('Bob')]);
});
afterAll(async () => {
  ada?.close();
  bob?.close();
  await local.close();
});

it('BOUND-22: a browser’s own code, which acknowledges what it gets, is not closed', async () => {
  const picture = playPicture();
  await ada.produce(picture.track, 'camera');
  const { consumer: info } = await bob.client.waitForEvent('newConsumer');
  expect(info.rtpParameters.headerExtensions?.map(({ uri }) => uri)).toContainEqual(
    expect.stringContaining('transport-wide-cc'),
  );
  await bob.consume(info);
  const { members } = await waitFor('the room', () => local.server.rooms.all[0]);
  const consumer = await waitFor('the consumer', () =>
    members
      .flatMap(({ peer }) => peer.session?.consumers.standing ?? [])
      .find(({ id }) => id === info.consumerId),
  );
  const packets = async () => {
    const stats = await consumer.getStats();
    return stats.find(({ type }) => type === 'outbound-rtp')?.packetCount ?? 0;
  };
  const enough = (PACKETS_PER_SECOND * ROUNDS * ROUND_MS) / 1000;
  await waitUntil('some rounds of packets', async () => (await packets()) > enough);
  picture.stop();
  expect(bob.client.eventsOf('closed')).toEqual([]);
  expect(local.server.rooms.participants).toBe(2);
});

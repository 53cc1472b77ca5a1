import { randomUUID } from 'node:crypto';
import { PeerId, SeatKey } from '@convene/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Browser, wireErrorOf } from './testing/Browser.ts';
import { WebFixture } from './testing/WebFixture.ts';

let fixture: WebFixture;
let ada: Browser;
let slug: string;
let host: Awaited<ReturnType<WebFixture['sit']>>;
let meetingId: Awaited<ReturnType<WebFixture['enter']>>['meeting']['meetingId'];

beforeAll(async () => {
  fixture = await WebFixture.create();
  await fixture.mediaServer();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  ada = fixture.browser();
  ({ slug } = await ada.api.meeting.create.mutate({}));
  ({ meetingId } = (await fixture.enter(ada, slug)).meeting);
  host = await fixture.sit(ada, slug);
});

const setState = async (change: { locked?: boolean; waitingRoom?: boolean }) => {
  const now = (await fixture.db.roomState.read(meetingId))!;
  await fixture.db.roomState.compareAndSet(meetingId, now.version, { ...now.state, ...change });
};
const act = (action: Parameters<WebFixture['db']['hosts']['act']>[1]) =>
  fixture.db.hosts.act({ meetingId, by: host.participantId }, action);
const resultOf = async (browser: Browser, seatKey?: SeatKey) =>
  (await browser.api.meeting.enter.mutate({ slug, ...(seatKey && { seatKey }) })).result;

describe('meeting.enter and chat.history', () => {
  it('HOST-30: a removed person is answered so, with whatever seat, and reads no chat; let in again, they enter', async () => {
    const bob = fixture.browser();
    const seat = await fixture.sit(bob, slug, { name: 'Bob' });
    expect(await bob.api.chat.history.query({ meetingId })).toMatchObject({ lastSeq: 0 });
    await act({ type: 'removeParticipant', participantId: seat.participantId });
    expect(await resultOf(bob)).toBe('removed');
    expect(await resultOf(bob, SeatKey.parse(randomUUID()))).toBe('removed');
    expect(await wireErrorOf(bob.api.chat.history.query({ meetingId }))).toMatchObject({ code: 'forbidden' });
    const { door } = (await fixture.db.rooms.readElsewhere(meetingId, host.homeServerId!))!;
    await act({ type: 'letBackIn', banId: door.banned[0]!.banId });
    expect(await resultOf(bob)).toBe('entered');
  });

  it('HOST-40: a locked meeting is answered so to who is new, and takes back who has a seat', async () => {
    const bob = fixture.browser();
    await fixture.sit(bob, slug);
    await setState({ locked: true });
    expect(await resultOf(fixture.browser())).toBe('locked');
    expect(await resultOf(bob)).toBe('entered');
    expect(await resultOf(ada)).toBe('entered');
  });

  it('HOST-41: the lobby says that somebody will be asked; who waits reads no chat, not even who was there before', async () => {
    const bob = fixture.browser();
    expect(await fixture.enter(bob, slug)).toMatchObject({ admission: 'open' });
    const joined = await fixture.sit(bob, slug, { name: 'Bob' });
    await fixture.db.chat.append({
      meetingId,
      participantId: host.participantId,
      senderName: 'Ada',
      clientMessageId: randomUUID(),
      text: 'hello',
    });
    const claims = await fixture.verify((await fixture.enter(bob, slug)).token);
    const peerId = (await fixture.db.rooms.readElsewhere(meetingId, joined.homeServerId!))!.roster.find(
      ({ participantId }) => participantId === joined.participantId,
    )!.peerId;
    await fixture.db.rooms.leave({ peerId, seatEpoch: joined.seatEpoch, keepSeat: false });
    await setState({ waitingRoom: true });
    expect(await fixture.enter(bob, slug)).toMatchObject({ admission: 'waiting' });
    const outcome = await fixture.db.rooms.join({
      meetingId,
      userId: claims['userId'] as never,
      seatKey: SeatKey.parse('browser'),
      role: 'participant',
      name: 'Bob',
      peerId: PeerId.parse(randomUUID()),
      serverId: claims['serverId'] as never,
      serverEpoch: claims['serverEpoch'] as number,
      weight: 1,
      takeOver: false,
      decision: { inputs: {}, reasons: [] },
    });
    expect(outcome.outcome).toBe('waiting');
    expect(await wireErrorOf(bob.api.chat.history.query({ meetingId }))).toMatchObject({ code: 'forbidden' });
    await act({ type: 'answerKnocks', knocks: 'all', admit: true });
    expect(await fixture.enter(bob, slug)).toMatchObject({ admission: 'open' });
  });

  it('HOST-50: the link of a meeting that was ended says so', async () => {
    await act({ type: 'endMeeting' });
    expect(await resultOf(ada)).toBe('ended');
    expect(await resultOf(fixture.browser())).toBe('ended');
  });
});

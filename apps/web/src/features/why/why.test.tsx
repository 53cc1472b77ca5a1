// @vitest-environment happy-dom
import type { SentReport } from '@convene/meeting-client';
import type { Cause } from '@convene/meeting-client/why';
import { StreamStats } from '@convene/protocol/stats';
import { ProducerId, ServerId } from '@convene/protocol';
import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { aParticipant, aStream } from '../../testing/FakeMeetingClient.ts';
import { createSession, renderInRoom } from '../../testing/renderInRoom.tsx';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { NetworkMark } from './NetworkMark.tsx';
import { pathView } from './pathView.ts';
import { sparkline } from './sparkline.ts';
import { WeakConnection } from './WeakConnection.tsx';
import { WhyPanel } from './WhyPanel.tsx';
import { useStore } from '../../ui/useStore.ts';

const ada = aParticipant(1, 'Ada');
const bob = aParticipant(2, 'Bob');
const camera = aStream(2, 'camera');
const subject = {
  streamId: camera.streamId,
  participantId: bob.participantId,
  source: 'camera',
  name: 'Bob',
  isSelf: false,
} as const;

const hop = (lossRatio: number) => ({ lossRatio, roundTripMs: 20, jitterMs: 3, bitrate: 1e6, score: 10 });
const place = (number: number) => ({
  serverId: ServerId.parse(`00000000-0000-4000-8000-00000000000${number}`),
  workerIndex: number,
});
const path: StreamStats = StreamStats.parse({
  producerId: ProducerId.parse(camera.producerId),
  sender: { place: place(2), uplink: hop(0), sending: null },
  pipe: { between: 'servers', open: true, stats: hop(0.2) },
  receiver: {
    place: place(0),
    consumer: 'flowing',
    downlink: hop(0.2),
    availableBitrate: null,
    layers: 1,
    wanted: null,
    forwarded: null,
  },
});

/** A panel on Bob's picture, of which the server says this. */
async function openPanel(stats: StreamStats = path) {
  const room = createSession();
  room.client.sit([ada, bob], { streams: new Map([[camera.streamId, camera]]) });
  room.client.statistics = { ...room.client.statistics, path: async () => Promise.resolve(stats) };
  const view = renderInRoom(<Panel />, room);
  act(() => view.inRoom.why.set(subject));
  await screen.findByRole('status');
  return view;
}

function Panel() {
  const picture = useStore(useInRoom().why);
  return picture === undefined ? <p>closed</p> : <WhyPanel subject={picture} />;
}

const cause = () => screen.getByRole('status').getAttribute('data-cause');

describe('the panel of a picture', () => {
  it('WHY-20: names the cause, and draws the way of the picture', async () => {
    await openPanel();
    expect(cause()).toBe('pipe');
    expect(screen.getByText('Parts of the picture get lost between two of our servers.')).toBeTruthy();
    const way = screen.getByRole('region', { name: 'Path of the picture' });
    expect(way.textContent).toContain('Bob');
    expect(way.textContent).toContain('Server A · worker 2');
    expect(way.textContent).toContain('poor: 20% lost · 20 ms');
    expect(way.textContent).toContain('Server B · worker 0');
    expect(way.textContent).toContain('You');
  });

  it('WHY-20: says of a connection that loses nothing how little it would carry', async () => {
    const layers = [180, 360, 720].map((height) => ({
      active: height < 720,
      width: (height * 16) / 9,
      height,
      framesPerSecond: 30,
      bitrate: height * 1000,
    }));
    const captured = { width: 1280, height: 720, framesPerSecond: 30 };
    const said = { limitedBy: 'bandwidth', layers, availableBitrate: 310_000, captured } as const;
    await openPanel({
      ...path,
      sender: { ...path.sender, sending: { producerId: path.producerId, ...said } },
      pipe: null,
      receiver: path.receiver && { ...path.receiver, downlink: hop(0), layers: 3 },
    });
    expect(cause()).toBe('senderUplink');
    const way = screen.getByRole('region', { name: 'Path of the picture' });
    expect(way.textContent).toContain('fair: 0% lost · 20 ms · room for 310 kbit/s');
  });

  it('WHY-6: says that there are no figures where nobody has any', async () => {
    const room = createSession();
    room.client.sit([ada, bob], { streams: new Map([[camera.streamId, camera]]) });
    const { inRoom } = renderInRoom(<Panel />, room);
    act(() => inRoom.why.set(subject));
    await screen.findByRole('status', {}, { timeout: 5000 });
    expect(cause()).toBe('unknown');
    expect(screen.getByText('There are no figures of this picture right now.')).toBeTruthy();
  });

  it('WHY-20: says what changes, and closes when the person leaves', async () => {
    const { client } = await openPanel();
    act(() => client.set({ participants: [ada, { ...bob, cameraOff: true }] }));
    await waitFor(() => expect(cause()).toBe('off'), { timeout: 4000 });
    expect(screen.getByText('Bob has turned the camera off.')).toBeTruthy();
    act(() => client.set({ participants: [ada] }));
    expect(await screen.findByText('closed')).toBeTruthy();
  });

  it('WHY-6: says what is a fact while the server does not answer', async () => {
    const room = createSession();
    room.client.sit([ada, { ...bob, connection: 'reconnecting' }]);
    const path = async () => new Promise<never>(() => {});
    room.client.statistics = { ...room.client.statistics, path };
    const { inRoom } = renderInRoom(<Panel />, room);
    act(() => inRoom.why.set(subject));
    await screen.findByRole('status', {}, { timeout: 5000 });
    expect(cause()).toBe('senderReconnects');
  });

  it('WHY-20: says of one’s own picture whether it goes over UDP or TCP', async () => {
    const room = createSession();
    room.client.sit([ada, bob]);
    const own = aStream(1, 'camera');
    const report: RTCStatsReport = new Map<string, object>([
      ['V', { type: 'outbound-rtp', kind: 'video' }],
      ['P', { type: 'candidate-pair', state: 'succeeded', nominated: true, localCandidateId: 'L' }],
      ['L', { type: 'local-candidate', id: 'L', protocol: 'tcp' }],
    ]);
    const sent: SentReport = { producerId: ProducerId.parse(own.producerId), source: 'camera', report };
    room.client.statistics = { ...room.client.statistics, sent: async () => Promise.resolve([sent]) };
    const { inRoom } = renderInRoom(<Panel />, room);
    const { streamId } = own;
    act(() =>
      inRoom.why.set({ ...subject, streamId, participantId: ada.participantId, name: 'Ada', isSelf: true }),
    );
    const term = await screen.findByText('Connected over');
    expect(term.nextElementSibling?.textContent).toBe('TCP');
  });

  it('WHY-23: copies diagnostics and says so', async () => {
    const { user, session } = await openPanel();
    await user.click(screen.getByRole('button', { name: 'Copy diagnostics' }));
    await waitFor(() =>
      expect(session.toaster.toasts.get()[0]?.content).toEqual({ type: 'diagnosticsCopied' }),
    );
    const text = await navigator.clipboard.readText();
    expect(JSON.parse(text)).toMatchObject({ cause: 'pipe', path: { pipe: { between: 'servers' } } });
    expect(text).not.toContain('Bob');
  });

  it('WHY-23: where the browser refuses, the text is there to be copied by hand', async () => {
    const { user } = await openPanel();
    const refuse = vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('denied'));
    await user.click(screen.getByRole('button', { name: 'Copy diagnostics' }));
    const text = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Diagnostics' });
    expect(text.value).toContain('"cause": "pipe"');
    refuse.mockRestore();
  });
});

describe('WHY-21: the network mark', () => {
  it.each([
    [{ network: 'good' }, false, 'Bob’s connection is good'],
    [{ network: 'poor' }, false, 'Bob’s connection is poor'],
    [{ network: 'fair' }, true, 'Your connection is fair (up)'],
  ] as const)('of %o says it', (more, isSelf, label) => {
    const { inRoom } = renderInRoom(
      <NetworkMark participant={{ ...bob, ...more }} isSelf={isSelf} place="row" />,
    );
    const mark = screen.getByRole('button', { name: label });
    act(() => mark.click());
    expect(inRoom.why.get()).toMatchObject({ participantId: bob.participantId, isSelf });
  });

  it('of who sends nothing is not there', () => {
    renderInRoom(<NetworkMark participant={{ ...bob, network: null }} isSelf={false} place="tile" />);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('of oneself has both ways', () => {
    const { client } = renderInRoom(
      <NetworkMark participant={{ ...ada, network: 'good' }} isSelf place="row" />,
    );
    act(() => client.sit([ada]));
    const { self } = client.getSnapshot();
    act(() => client.set({ self: self && { ...self, networkDown: 'poor' } }));
    expect(screen.getByRole('button', { name: 'Your connection is poor (down)' })).toBeTruthy();
  });
});

describe('WHY-22: a weak connection', () => {
  it('is said to its person, until they hide it or it is better', async () => {
    const { client, user } = renderInRoom(<WeakConnection />);
    act(() => client.sit([{ ...ada, network: 'poor' }, bob]));
    expect(screen.getByText('Your connection is weak: others may see you badly.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Hide this notice' }));
    expect(screen.queryByRole('status')).toBeNull();
    act(() => client.set({ participants: [{ ...ada, network: 'good' }, bob] }));
    act(() => client.set({ participants: [{ ...ada, network: 'poor', cameraOff: true }, bob] }));
    expect(screen.getByText('Your connection is weak: others may hear you badly.')).toBeTruthy();
  });

  it('of somebody else is not', () => {
    const { client } = renderInRoom(<WeakConnection />);
    act(() => client.sit([ada, { ...bob, network: 'poor' }]));
    expect(screen.queryByRole('status')).toBeNull();
  });
});

describe('WHY-20: the way of a picture as it is drawn', () => {
  it('has one server where no pipe is, and each hop with what it loses itself', () => {
    const { nodes, hops } = pathView({ ...path, pipe: null }, undefined, 'none');
    expect(nodes.map(({ at }) => at)).toEqual(['sender', 'server', 'receiver']);
    expect(hops.map(({ kind }) => kind)).toEqual(['up', 'down']);
    const piped = pathView(path, undefined, 'none');
    expect(piped.hops.map(({ lossRatio }) => lossRatio)).toEqual([0, 0.2, 0]);
    expect(piped.hops.map(({ quality }) => quality)).toEqual(['good', 'poor', 'good']);
  });

  it('of one’s own ends at the server', () => {
    expect(pathView({ ...path, receiver: null, pipe: null }, undefined, 'none').nodes).toHaveLength(2);
  });

  it('has its last hop by this browser’s own count where the server knows nothing', () => {
    const blind: StreamStats = { ...path, receiver: path.receiver && { ...path.receiver, downlink: null } };
    const { hops } = pathView(blind, { lossRatio: 0.3, roundTripMs: 12 }, 'none');
    expect(hops.at(-1)).toMatchObject({ quality: 'poor', lossRatio: 0.3, roundTripMs: 12 });
  });

  it('shows of the hop that is to blame what it would carry, also where it loses nothing', () => {
    const limitedBy = 'bandwidth' as const;
    const said = { limitedBy, layers: [], availableBitrate: 310_000, captured: null };
    const narrow: StreamStats = {
      ...path,
      sender: { ...path.sender, sending: { producerId: path.producerId, ...said } },
      pipe: null,
      receiver: path.receiver && { ...path.receiver, downlink: hop(0), availableBitrate: 2_000_000 },
    };
    const rooms = (cause: Cause) => pathView(narrow, undefined, cause).hops.map(({ room }) => room);
    expect(rooms('senderUplink')).toEqual([310_000, undefined]);
    expect(rooms('downlink')).toEqual([undefined, 2_000_000]);
    expect(rooms('tileSmall')).toEqual([undefined, undefined]);
    expect(pathView(narrow, undefined, 'senderUplink').hops[0]?.quality).toBe('fair');
    expect(pathView(narrow, undefined, 'senderUplink').hops[1]?.quality).toBe('good');
  });

  it('has a line of the last minute, the newest at the right', () => {
    const size = { width: 60, height: 10, least: 8 };
    const points = [
      { at: 0, value: 0 },
      { at: 30_000, value: 8 },
      { at: 60_000, value: 4 },
    ];
    expect(sparkline(points, size).line).toBe('M0 8L30 2L60 5');
    expect(sparkline([], size).line).toBe('');
  });
});

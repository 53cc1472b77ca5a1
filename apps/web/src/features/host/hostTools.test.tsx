// @vitest-environment happy-dom
import { AppError, BanId, KnockId, type Role, type RoomState } from '@convene/protocol';
import { act, configure, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { aParticipant, aStream, participantId } from '../../testing/FakeMeetingClient.ts';
import { renderInRoom } from '../../testing/renderInRoom.tsx';
import { MeetingRoom } from '../meeting/MeetingRoom.tsx';
// What is opened on demand is there already: on a busy machine its first import takes longer than a test waits.
import '../people/PeoplePanel.tsx';
import './HostPanel.tsx';

configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 30_000 });

const bob = aParticipant(2, 'Bob');
const uuid = (n: number) => `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`;
const knock = (n: number, name: string) => ({ knockId: KnockId.parse(uuid(n)), name, since: n });
const open: RoomState = { locked: false, waitingRoom: false, pinned: null, hands: {} };
const emptyDoor = { waiting: [], banned: [] };

function renderMeeting(role: Role = 'host', more = {}) {
  const room = renderInRoom(<MeetingRoom />);
  const door = role === 'participant' ? undefined : emptyDoor;
  act(() => room.client.sit([aParticipant(1, 'Ada', { role }), bob], { door, ...more }));
  return room;
}

const button = (name: string) => screen.getByRole('button', { name });
const menuItems = () => screen.getAllByRole('menuitem').map((item) => item.textContent);

async function openPeople({ user }: ReturnType<typeof renderMeeting>) {
  await user.click(button('People'));
  return screen.findByRole('list', { name: 'Everyone in the meeting' });
}

/** The menu of Bob's row. */
async function openBobsMenu(room: ReturnType<typeof renderMeeting>) {
  const list = await openPeople(room);
  await room.user.click(within(list).getByRole('button', { name: 'Options for Bob' }));
}

describe('HOSTUI-1: what is offered', () => {
  it('to the host, for another person', async () => {
    const room = renderMeeting();
    await openBobsMenu(room);
    expect(menuItems()).toEqual([
      'Pin for me',
      'Pin for everyone',
      'Mute',
      'Turn off camera',
      'Make co-host',
      'Hand over host…',
      'Remove from the meeting…',
    ]);
  });

  it('only what there is to stop, and never to turn anything on', async () => {
    const stream = aStream(2, 'screen');
    const room = renderMeeting('cohost', { streams: new Map([[stream.streamId, stream]]) });
    act(() =>
      room.client.set({
        participants: [aParticipant(1, 'Ada', { role: 'cohost' }), { ...bob, muted: true, cameraOff: true }],
        roomState: { ...open, hands: { [bob.participantId]: 1 } },
      }),
    );
    await openBobsMenu(room);
    expect(menuItems().slice(2)).toEqual(['Stop sharing', 'Lower hand', 'Remove from the meeting…']);
  });

  it('to a participant: nothing', async () => {
    const room = renderMeeting('participant');
    await openBobsMenu(room);
    expect(menuItems()).toEqual(['Pin for me']);
    await room.user.keyboard('{Escape}');
    for (const name of ['Host controls', 'More ways to leave']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
  });

  it('goes with the right to it', async () => {
    const room = renderMeeting('cohost');
    await room.user.click(button('Host controls'));
    await screen.findByRole('switch', { name: 'Lock meeting' });
    const { self } = room.client.getSnapshot();
    act(() => room.client.set({ self: { ...self!, role: 'participant' }, door: undefined }));
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(screen.getByText('You are no longer a co-host.')).toBeTruthy();
  });
});

describe('HOSTUI-2: nothing is shown as done before it is', () => {
  it('a switch waits for the server, and shows what is', async () => {
    const room = renderMeeting();
    let answer = () => undefined as void;
    room.client.hostAnswer = new Promise((resolve) => (answer = resolve));
    await room.user.click(button('Host controls'));
    const lock = await screen.findByRole('switch', { name: 'Lock meeting' });
    await room.user.click(lock);
    await room.user.click(lock);
    expect(room.client.asked).toEqual(['setLocked true']);
    expect([lock.getAttribute('aria-busy'), lock.getAttribute('aria-checked')]).toEqual(['true', 'false']);
    act(() => room.client.set({ roomState: { ...open, locked: true } }));
    await act(async () => answer());
    expect([lock.getAttribute('aria-busy'), lock.getAttribute('aria-checked')]).toEqual([null, 'true']);
  });

  it('what fails is said in a sentence', async () => {
    const room = renderMeeting();
    room.client.hostFailure = AppError.of('databaseUnavailable');
    await room.user.click(button('Raise hand'));
    expect(await screen.findByText('This cannot be saved right now. Try again in a moment.')).toBeTruthy();
    expect(button('Raise hand')).toBeTruthy();
  });
});

describe('HOSTUI-3: what touches others is asked first', () => {
  it('to remove somebody: what it means, and the way out', async () => {
    const room = renderMeeting();
    await openBobsMenu(room);
    await room.user.click(screen.getByRole('menuitem', { name: 'Remove from the meeting…' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Remove Bob?' });
    expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Cancel' }));
    await room.user.keyboard('{Escape}');
    expect(room.client.asked).toEqual([]);
    const options = within(screen.getByRole('complementary')).getByRole('button', {
      name: 'Options for Bob',
    });
    await waitFor(() => expect(document.activeElement === options).toBe(true));
    await openAgain(room);
    const keepOut = screen.getByRole('switch', { name: 'Keep them out' });
    expect(screen.getByText(/cannot come back until you let them in again/)).toBeTruthy();
    await room.user.click(keepOut);
    expect(screen.getByText(/can come back with the link/)).toBeTruthy();
    await room.user.click(button('Remove'));
    expect(screen.queryByRole('alertdialog')).toBeNull();
    await openAgain(room);
    await room.user.click(button('Remove'));
    expect(room.client.asked).toEqual([
      `removeParticipant ${bob.participantId}`,
      `keepOut ${bob.participantId}`,
    ]);
  });

  async function openAgain(room: ReturnType<typeof renderMeeting>) {
    const list = screen.getByRole('list', { name: 'Everyone in the meeting' });
    await room.user.click(within(list).getByRole('button', { name: 'Options for Bob' }));
    await room.user.click(screen.getByRole('menuitem', { name: 'Remove from the meeting…' }));
  }

  it('to end the meeting for all; leaving alone stays one click', async () => {
    const room = renderMeeting();
    await room.user.click(button('More ways to leave'));
    await room.user.click(screen.getByRole('menuitem', { name: 'End meeting for all…' }));
    await room.user.click(await screen.findByRole('button', { name: 'End for all' }));
    expect(room.client.asked).toEqual(['endMeeting']);
    await room.user.click(button('Leave'));
    expect(room.client.getSnapshot().phase).toEqual({ state: 'ended', reason: 'left' });
  });

  it('a question that was put aside while it was carried out takes not the next one with it', async () => {
    const room = renderMeeting();
    let answer = () => {};
    room.client.hostAnswer = new Promise((resolve) => (answer = resolve));
    await openBobsMenu(room);
    await room.user.click(screen.getByRole('menuitem', { name: 'Remove from the meeting…' }));
    await room.user.click(button('Remove'));
    await room.user.keyboard('{Escape}');
    await openAgain(room);
    await act(async () => answer());
    expect(screen.getByRole('alertdialog', { name: 'Remove Bob?' })).toBeTruthy();
    expect(button('Remove').getAttribute('aria-busy')).not.toBe('true');
  });

  it('to mute everybody', async () => {
    const room = renderMeeting();
    await room.user.click(button('Host controls'));
    await room.user.click(await screen.findByRole('button', { name: 'Mute everyone else…' }));
    expect(screen.getByText(/Everyone can unmute themselves again/)).toBeTruthy();
    await room.user.click(button('Mute everyone'));
    expect(room.client.asked).toEqual(['muteAll']);
  });
});

describe('HOSTUI-2: while the connection is lost', () => {
  const notReached = 'You are reconnecting, so that did not go through. Try again when you are back.';

  it('nothing is asked, and that is said at once', async () => {
    const room = renderMeeting();
    act(() => room.client.set({ recovery: { state: 'offline' } }));
    act(() => room.session.recovery.shown.set({ state: 'offline' }));
    await room.user.click(button('Raise hand'));
    await room.user.click(button('Raise hand'));
    expect(await screen.findAllByText(notReached)).toHaveLength(1);
    expect(room.client.asked).not.toContain('raiseHand');
    act(() => room.session.recovery.shown.set({ state: 'restoringMedia' }));
    await room.user.click(button('Raise hand'));
    expect(room.client.asked).toContain('raiseHand');
  });

  it('what was asked before, and is not answered any more, is told so', async () => {
    const room = renderMeeting();
    room.client.hostFailure = AppError.timeout('request', 0);
    act(() => room.client.set({ recovery: { state: 'reconnecting' } }));
    await room.user.click(button('Raise hand'));
    expect(await screen.findByText(notReached)).toBeTruthy();
  });
});

describe('HOSTUI-3: what touches all hands is asked first', () => {
  it('to lower them', async () => {
    const room = renderMeeting();
    act(() => room.client.set({ roomState: { ...open, hands: { [bob.participantId]: 1 } } }));
    await room.user.click(button('Host controls'));
    await room.user.click(await screen.findByRole('button', { name: 'Lower all hands…' }));
    await screen.findByRole('alertdialog', { name: 'Lower all hands?' });
    expect(room.client.asked).toEqual([]);
    await room.user.click(button('Lower all hands'));
    expect(room.client.asked).toEqual(['lowerAllHands']);
  });
});

describe('HOSTUI-4: who waits', () => {
  const waiting = [knock(1, 'Cid'), knock(2, 'Dan')];

  it('is announced by name and let in from there', async () => {
    const room = renderMeeting();
    act(() => room.client.set({ door: { waiting: [waiting[0]!], banned: [] } }));
    expect(screen.getAllByText('Cid asks to join')[0]!.getAttribute('aria-live')).toBe('polite');
    expect(button('People').getAttribute('aria-description')).toBe('1 person is waiting');
    await room.user.click(button('Admit Cid'));
    expect(room.client.asked).toEqual([`admit ${waiting[0]!.knockId}`]);
    act(() => room.client.set({ door: emptyDoor }));
    expect(screen.queryByText('Cid asks to join')).toBeNull();
  });

  it('is put aside until somebody else comes', async () => {
    const room = renderMeeting();
    act(() => room.client.set({ door: { waiting: [waiting[0]!], banned: [] } }));
    await room.user.click(button('Not now'));
    expect(screen.queryByRole('button', { name: 'Admit Cid' })).toBeNull();
    act(() => room.client.set({ door: { waiting, banned: [] } }));
    expect(button('Admit Dan')).toBeTruthy();
  });

  it('several are seen in the list of people, and answered one by one or all', async () => {
    const room = renderMeeting();
    act(() => room.client.set({ door: { waiting, banned: [] } }));
    await room.user.click(button('See all'));
    const list = await screen.findByRole('list', { name: 'Waiting to be let in' });
    expect(screen.getByRole('heading', { name: '2 people are waiting' })).toBeTruthy();
    // The card is gone: it would say the same.
    expect(screen.queryByRole('button', { name: 'Not now' })).toBeNull();
    await room.user.click(within(list).getByRole('button', { name: 'Refuse Dan' }));
    await room.user.click(within(list).getByRole('button', { name: 'Admit all' }));
    expect(room.client.asked).toEqual([`refuse ${waiting[1]!.knockId}`, 'admit all']);
  });
});

describe('HOSTUI-5: who is kept out', () => {
  it('can be let in again', async () => {
    const room = renderMeeting();
    const banId = BanId.parse(uuid(7));
    act(() => room.client.set({ door: { waiting: [], banned: [{ banId, name: 'Eve', at: 1 }] } }));
    await room.user.click(button('People'));
    await room.user.click(await screen.findByRole('button', { name: 'Let Eve back in' }));
    expect(room.client.asked).toEqual([`letBackIn ${banId}`]);
  });
});

describe('HAND-1: raised hands', () => {
  it('go up by click and key, when the server has them, and stand on the tile in their order', async () => {
    const room = renderMeeting('participant');
    await room.user.keyboard('h');
    expect(room.client.asked).toEqual(['raiseHand']);
    expect(button('Raise hand')).toBeTruthy();
    const hands = { [participantId(1)]: 20, [bob.participantId]: 10 };
    act(() => room.client.set({ roomState: { ...open, hands } }));
    const tile = within(screen.getByRole('list', { name: 'Participants' })).getByRole('group', {
      name: 'Ada',
    });
    expect(within(tile).getByText('Hand raised, number 2')).toBeTruthy();
    await room.user.click(button('Lower hand'));
    expect(room.client.asked).toEqual(['raiseHand', 'lowerOwnHand']);
  });

  it('HOSTUI-6: who acts on somebody is named to them, and the own lowering is no news', async () => {
    const room = renderMeeting('participant');
    const up = { ...open, hands: { [participantId(1)]: 1 } };
    act(() => room.client.set({ roomState: up }));
    act(() => room.client.set({ roomState: open }));
    expect(screen.getByText('Your hand was lowered by a host.')).toBeTruthy();
    act(() => room.client.hostNews({ type: 'stopped', source: 'microphone', by: bob.participantId }));
    await waitFor(() => screen.getByText('Bob muted you. You can unmute yourself.'));
  });
});

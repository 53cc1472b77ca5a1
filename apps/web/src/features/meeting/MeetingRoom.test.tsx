// @vitest-environment happy-dom
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aMessage, aParticipant, aStream } from '../../testing/FakeMeetingClient.ts';
import { renderInRoom } from '../../testing/renderInRoom.tsx';
import { MeetingRoom } from './MeetingRoom.tsx';

const ada = aParticipant(1, 'Ada', { role: 'host' });
const bob = aParticipant(2, 'Bob', { muted: true, cameraOff: true });

function renderMeeting() {
  const room = renderInRoom(<MeetingRoom />);
  act(() => room.client.sit([ada, bob]));
  return room;
}

const tile = (name: string) =>
  within(screen.getByRole('list', { name: 'Participants' })).getByRole('group', { name });

describe('UI-8: tiles', () => {
  it('there is one for each participant, named by them, with a video in it from the start', () => {
    renderMeeting();
    for (const name of ['Ada', 'Bob']) expect(tile(name).querySelector('video')).not.toBeNull();
    expect(within(tile('Bob')).getByText('Muted')).toBeTruthy();
  });

  it('the same element stays when the camera is turned off and on', () => {
    const { client } = renderMeeting();
    const video = tile('Bob').querySelector('video');
    act(() => client.set({ participants: [ada, { ...bob, cameraOff: false }] }));
    expect(tile('Bob').querySelector('video')).toBe(video);
  });

  it('SPREAD-16: says who is being waited for', () => {
    const { client } = renderMeeting();
    act(() => client.set({ participants: [ada, { ...bob, connection: 'reconnecting' }] }));
    expect(within(tile('Bob')).getByText('Reconnecting')).toBeTruthy();
  });

  it('says why a camera that is on is not shown (PLACE-26)', () => {
    const { client } = renderMeeting();
    const why = 'The server has no space for this video right now';
    const stream = aStream(2, 'camera', { heldBack: true, trackId: undefined });
    act(() => client.set({ streams: new Map([[stream.streamId, stream]]) }));
    expect(within(tile('Bob')).queryByText(why)).toBeNull();
    act(() => client.set({ participants: [ada, { ...bob, cameraOff: false }] }));
    expect(within(tile('Bob')).getByText(why)).toBeTruthy();
  });

  it('a shared screen stands beside the people', () => {
    const { client } = renderMeeting();
    const stream = aStream(2, 'screen');
    act(() => client.set({ streams: new Map([[stream.streamId, stream]]) }));
    expect(screen.getByRole('group', { name: 'Bob’s screen' })).toBeTruthy();
    expect(tile('Ada')).toBeTruthy();
  });

  it('the only person there is shown how to bring others in', () => {
    const { client } = renderMeeting();
    act(() => client.set({ participants: [ada] }));
    expect(screen.getByRole('button', { name: 'Copy link' })).toBeTruthy();
  });
});

describe('UI-10: meeting controls', () => {
  it('stand in one toolbar and are named by what they do', () => {
    renderMeeting();
    const toolbar = screen.getByRole('toolbar', { name: 'Meeting controls' });
    for (const name of ['Mute', 'Turn on camera', 'Chat', 'People', 'More', 'Leave']) {
      expect(within(toolbar).getByRole('button', { name })).toBeTruthy();
    }
  });

  it('mute and unmute', async () => {
    const { client, user } = renderMeeting();
    await user.click(screen.getByRole('button', { name: 'Mute' }));
    await user.click(screen.getByRole('button', { name: 'Unmute' }));
    expect(client.asked).toEqual(['mute', 'unmute']);
  });

  it('mute by key, except while a person types', async () => {
    const { client, user } = renderMeeting();
    await user.keyboard('m');
    expect(client.asked).toEqual(['mute']);
    await user.click(screen.getByRole('button', { name: 'Chat' }));
    await user.type(await screen.findByRole('textbox', { name: 'Message' }), 'mmm');
    expect(client.asked.filter((asked) => asked.endsWith('mute'))).toEqual(['mute']);
  });

  it('leave', async () => {
    const { client, user } = renderMeeting();
    await user.click(screen.getByRole('button', { name: 'Leave' }));
    expect(client.getSnapshot().phase).toEqual({ state: 'ended', reason: 'left' });
  });
});

describe('RECOVER-3: a lost connection is told in words', () => {
  it.each([
    [{ state: 'offline' }, 'You are offline. You come back as soon as there is a network.'],
    [{ state: 'reconnecting' }, 'Reconnecting… Your connection was interrupted.'],
    [{ state: 'restoringMedia' }, 'Reconnecting… Picture and sound were interrupted.'],
    [{ state: 'rejoining' }, 'Reconnecting… You are coming back to your seat.'],
    [{ state: 'joiningAnother' }, 'Changing servers… The one you were on is gone. You keep your seat.'],
    [{ state: 'waiting', why: 'noServer', retryAt: 0 }, 'Waiting for a server. You keep your seat.'],
    [{ state: 'waiting', why: 'full', retryAt: 0 }, 'Every server is full. You keep your seat.'],
    [{ state: 'waiting', why: 'noAnswer', retryAt: 0 }, 'Nobody answers. Check your connection.'],
  ] as const)('%j', (recovery, words) => {
    const { session } = renderMeeting();
    const region = screen.getByRole('status');
    expect(region.textContent).toBe('');
    act(() => session.recovery.shown.set(recovery));
    // The same element: what comes with its words is not read out.
    expect(screen.getByRole('status')).toBe(region);
    expect(region.textContent).toBe(words);
  });

  it('with what can be done about it, and the time until it happens by itself', async () => {
    const { session, client, user } = renderMeeting();
    const retryAt = Date.now() + 4000;
    act(() => session.recovery.shown.set({ state: 'waiting', why: 'noServer', retryAt }));
    expect(screen.getByText('4 s')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try now' }));
    expect(client.asked).toEqual(['tryNow']);
  });

  it('without taking the focus from who writes, or what they wrote, and every panel stays', async () => {
    const { session, client, user } = renderMeeting();
    await user.click(screen.getByRole('button', { name: 'Chat' }));
    const box = await screen.findByRole('textbox', { name: 'Message' });
    await user.type(box, 'Half a sen');
    for (const connection of ['reconnecting', 'rejoining', 'connected'] as const) {
      act(() => client.setPhase({ state: 'joined', connection }));
      act(() => session.recovery.shown.set(connection === 'connected' ? undefined : { state: connection }));
      expect(document.activeElement).toBe(box);
      expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' }).value).toBe('Half a sen');
      expect(screen.getByRole('textbox', { name: 'Message' })).toBe(box);
    }
  });
});

describe('RECOVER-5: a tile over a loss', () => {
  const stream = aStream(2, 'camera');
  const withBob = (more: Partial<typeof ada>) => [ada, { ...bob, cameraOff: false, ...more }];
  const isShown = () => !tile('Bob').querySelector('video')?.className.includes('opacity-0');

  it('keeps its element and its last picture until the next one comes, marked', () => {
    const { client } = renderMeeting();
    act(() => client.set({ participants: withBob({}), streams: new Map([[stream.streamId, stream]]) }));
    const video = tile('Bob').querySelector('video');
    expect(isShown()).toBe(true);
    // Bob's server is gone, with his stream; he is awaited.
    act(() => client.set({ participants: withBob({ connection: 'reconnecting' }), streams: new Map() }));
    expect([isShown(), within(tile('Bob')).queryByText('Reconnecting') !== null]).toEqual([true, true]);
    // He is back by another peer and producer, whose consumer is on its way.
    const next = { ...stream, producerId: aStream(7, 'camera').producerId, trackId: undefined };
    const peerId = aParticipant(7, '').peerId;
    act(() => client.set({ participants: withBob({ peerId }), streams: new Map([[stream.streamId, next]]) }));
    expect([isShown(), within(tile('Bob')).queryByText('Reconnecting')]).toEqual([true, null]);
    expect(tile('Bob').querySelector('video')).toBe(video);
  });

  it('never shows the last picture of a camera that is off now', () => {
    const { client } = renderMeeting();
    act(() => client.set({ participants: withBob({}), streams: new Map([[stream.streamId, stream]]) }));
    act(() => client.set({ participants: withBob({ connection: 'reconnecting', cameraOff: true }) }));
    expect(isShown()).toBe(false);
    act(() => client.set({ participants: withBob({}), streams: new Map() }));
    expect(isShown()).toBe(false);
  });
});

describe('UI-12: what the person is told', () => {
  it('sound that the browser holds back is turned on by a click', async () => {
    const { session, user } = renderMeeting();
    act(() => session.sound.blocked.set(true));
    await user.click(screen.getByRole('button', { name: 'Turn on sound' }));
    expect(session.sound.blocked.get()).toBe(false);
  });

  it('messages that came while the chat was closed are counted, and read once it is open', async () => {
    const { client, user } = renderMeeting();
    const chat = { hasOlder: false, typing: [] };
    const entries = [
      aMessage(1, [2, 'Bob'], 'Hello'),
      aMessage(2, [1, 'Ada'], 'Hi'),
      aMessage(3, [2, 'Bob'], '?'),
    ];
    act(() => client.set({ chat: { ...chat, entries } }));
    const button = screen.getByRole('button', { name: 'Chat' });
    expect(button.getAttribute('aria-description')).toBe('2 unread messages');
    await user.click(button);
    expect(button.hasAttribute('aria-description')).toBe(false);
  });

  it('what is written while the chat is closed is said, the newest of it; a click on it opens the chat', async () => {
    const { client, session, user } = renderMeeting();
    const say = (...texts: string[]) => {
      const entries = texts.map((text, index) => aMessage(index + 1, [2, 'Bob'], text));
      act(() => client.set({ chat: { hasOlder: false, typing: [], entries } }));
    };
    const said = () => session.toaster.toasts.get().map(({ content }) => content);
    say('Hello');
    say('Hello', 'Are you there?', 'I wait');
    expect(said()).toEqual([{ type: 'message', name: 'Bob', text: 'I wait' }]);
    await user.click(screen.getByRole('button', { name: 'Bob I wait' }));
    await screen.findByRole('textbox', { name: 'Message' });
    say('Hello', 'Are you there?', 'I wait', 'Fine');
    expect(said()).toEqual([]);
  });

  it('which layout a key has chosen', async () => {
    const { user } = renderMeeting();
    await user.keyboard('ll');
    expect(screen.getByText('Layout: Speaker')).toBeTruthy();
    expect(screen.queryByText('Layout: Grid')).toBeNull();
  });

  it('UI-25: the tab says how many messages and people wait', async () => {
    document.title = 'Convene';
    const { client, user } = renderMeeting();
    const entries = [aMessage(1, [2, 'Bob'], 'Hello')];
    act(() => client.set({ chat: { hasOlder: false, typing: [], entries } }));
    expect(document.title).toBe('(1) Convene');
    await user.click(screen.getByRole('button', { name: 'Chat' }));
    expect(document.title).toBe('Convene');
  });
});

describe('UI-13: side panels', () => {
  it('list everybody with their state and mark the host', async () => {
    const { user } = renderMeeting();
    await user.click(screen.getByRole('button', { name: 'People' }));
    const list = await screen.findByRole('list', { name: 'Everyone in the meeting' });
    const [first, second] = within(list).getAllByRole('listitem');
    expect(within(first!).getByText('Host')).toBeTruthy();
    expect(within(second!).getByText('Microphone muted')).toBeTruthy();
    expect(within(second!).getByText('Camera off')).toBeTruthy();
  });

  it('close by Escape and give the focus back', async () => {
    const { user } = renderMeeting();
    const button = screen.getByRole('button', { name: 'People' });
    await user.click(button);
    await screen.findByRole('complementary', { name: 'People' });
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it('opened from the menu of a tile, give the focus back to the button of that menu', async () => {
    const { user } = renderMeeting();
    const button = within(tile('Bob')).getByRole('button', { name: 'Options for Bob' });
    await user.click(button);
    await user.click(await screen.findByRole('menuitem', { name: 'Why is my picture bad?' }));
    await screen.findByRole('complementary', { name: 'Why is my picture bad?' });
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it('that follow one another give the focus back to the button of the last one', async () => {
    const { user } = renderMeeting();
    await user.click(screen.getByRole('button', { name: 'People' }));
    await screen.findByRole('complementary', { name: 'People' });
    const button = screen.getByRole('button', { name: 'Chat' });
    await user.click(button);
    await screen.findByRole('complementary', { name: 'Chat' });
    await user.keyboard('{Escape}');
    expect(document.activeElement).toBe(button);
  });
});

describe('UI-13: dialogs', () => {
  it('opened from the menu of the toolbar, give the focus back to its button', async () => {
    const { user } = renderMeeting();
    const button = screen.getByRole('button', { name: 'More' });
    await user.click(button);
    await user.click(await screen.findByRole('menuitem', { name: /^Keyboard shortcuts/ }));
    await screen.findByRole('dialog');
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(button));
  });
});

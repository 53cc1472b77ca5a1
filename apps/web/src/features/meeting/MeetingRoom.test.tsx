// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
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

  it('says who is being waited for', () => {
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

describe('UI-12: what the person is told', () => {
  it.each([
    ['reconnecting', 'Your connection was interrupted. Reconnecting…'],
    ['rejoining', 'The connection was lost. Bringing you back to your seat…'],
  ] as const)('%s', (connection, words) => {
    const { client } = renderMeeting();
    act(() => client.setPhase({ state: 'joined', connection }));
    expect(screen.getByRole('status').textContent).toBe(words);
  });

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
});

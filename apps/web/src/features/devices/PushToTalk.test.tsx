// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aParticipant } from '../../testing/FakeMeetingClient.ts';
import { renderInRoom } from '../../testing/renderInRoom.tsx';

function renderMuted() {
  const room = renderInRoom(
    <>
      <button type="button">Something</button>
      <textarea aria-label="Text" />
    </>,
  );
  onTestFinished(room.inRoom.pushToTalk.open());
  act(() => room.client.sit([aParticipant(1, 'Ada', { muted: true })]));
  room.client.asked.length = 0;
  return room;
}

const space = { key: ' ', code: 'Space' };

describe('VOICE-3: a muted person holds Space', () => {
  it('and is heard for as long as they hold it, whatever was clicked before', () => {
    const { client, inRoom } = renderMuted();
    const button = screen.getByRole('button', { name: 'Something' });
    fireEvent.pointerDown(button);
    expect(fireEvent.keyDown(button, space)).toBe(false);
    fireEvent.keyDown(button, { ...space, repeat: true });
    expect(inRoom.pushToTalk.held.get()).toBe(true);
    expect(client.asked).toEqual(['unmute']);
    fireEvent.keyUp(button, space);
    expect(client.asked).toEqual(['unmute', 'mute']);
    expect(inRoom.pushToTalk.held.get()).toBe(false);
  });

  it('until the window loses the keyboard', () => {
    const { client } = renderMuted();
    fireEvent.keyDown(document.body, space);
    fireEvent.blur(window);
    expect(client.asked).toEqual(['unmute', 'mute']);
  });

  it('not in text, nor on a button that has the focus by keyboard', () => {
    const { client } = renderMuted();
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Text' }), space);
    fireEvent.keyDown(document.body, { key: 'Tab', code: 'Tab' });
    expect(fireEvent.keyDown(screen.getByRole('button', { name: 'Something' }), space)).toBe(true);
    expect(client.asked).toEqual([]);
  });

  it('not when they have turned it off, nor who is not muted', () => {
    const { client, session } = renderMuted();
    session.pushToTalkWish.set(false);
    fireEvent.keyDown(document.body, space);
    session.pushToTalkWish.set(true);
    act(() => client.sit([aParticipant(1, 'Ada')]));
    fireEvent.keyDown(document.body, space);
    expect(client.asked).toEqual([]);
  });
});

// @vitest-environment happy-dom
import type { ChatView } from '@convene/meeting-client';
import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aMessage, aParticipant, participantId } from '../../testing/FakeMeetingClient.ts';
import { renderInRoom } from '../../testing/renderInRoom.tsx';
import { ChatPanel } from './ChatPanel.tsx';

function renderChat(chat: Partial<ChatView> = {}) {
  const room = renderInRoom(<ChatPanel />);
  act(() =>
    room.client.sit([aParticipant(1, 'Ada'), aParticipant(2, 'Bob'), aParticipant(3, 'Eve')], {
      chat: { entries: [], hasOlder: false, typing: [], ...chat },
    }),
  );
  return room;
}

const log = () => screen.getByRole('log', { name: 'Messages' });
const field = () => screen.getByRole('textbox', { name: 'Message' });

describe('UI-14: writing', () => {
  it('sends by Enter, with Shift it begins a new line', async () => {
    const { client, user } = renderChat();
    await user.type(field(), 'one{Shift>}{Enter}{/Shift}two{Enter}');
    expect(client.sent).toEqual(['one\ntwo']);
    expect((field() as HTMLTextAreaElement).value).toBe('');
  });

  it('sends by the button, and nothing that is empty', async () => {
    const { client, user } = renderChat();
    await user.type(field(), '   {Enter}');
    expect(client.sent).toEqual([]);
    await user.type(field(), 'hello');
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect(client.sent).toEqual(['hello']);
  });

  it('tells the others that one types, and that one stopped', async () => {
    const { client, user } = renderChat();
    await user.type(field(), 'h');
    expect(client.asked.at(-1)).toBe('typing');
    await user.clear(field());
    expect(client.asked.at(-1)).toBe('notTyping');
  });
});

describe('UI-15: reading', () => {
  it('says that nothing was written yet', () => {
    renderChat();
    expect(within(log()).getByText('No messages yet')).toBeTruthy();
  });

  it('shows markup as text and links as links that give nothing away', () => {
    renderChat({ entries: [aMessage(1, [2, 'Bob'], '<img src=x> https://example.org/a')] });
    expect(log().querySelector('img')).toBeNull();
    const link = within(log()).getByRole('link', { name: 'https://example.org/a' });
    expect(link.getAttribute('rel')).toContain('noopener');
  });

  it('offers to send a message again that was not sent', async () => {
    const { seq: _, ...rest } = { seq: 0, ...aMessage(1, [1, 'Ada'], 'lost') };
    const { client, user } = renderChat({ entries: [{ ...rest, state: 'failed' }] });
    await user.click(within(log()).getByRole('button', { name: 'Try again' }));
    expect(client.asked).toContain(`retry ${rest.clientMessageId}`);
  });

  it('loads earlier messages on demand', async () => {
    const { client, user } = renderChat({ entries: [aMessage(9, [2, 'Bob'], 'late')], hasOlder: true });
    await user.click(screen.getByRole('button', { name: 'Load earlier messages' }));
    expect(client.asked).toContain('loadOlderChat');
  });

  it.each([
    [[2], 'Bob is typing'],
    [[2, 3], 'Bob and Eve are typing'],
    [[1, 2, 3], 'Several people are typing'],
  ])('%o', (typing, words) => {
    renderChat({ typing: typing.map(participantId) });
    expect(screen.getByText(words)).toBeTruthy();
  });
});

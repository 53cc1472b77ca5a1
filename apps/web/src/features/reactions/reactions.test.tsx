// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aParticipant, participantId } from '../../testing/FakeMeetingClient.ts';
import { renderInRoom } from '../../testing/renderInRoom.tsx';
import { MeetingRoom } from '../meeting/MeetingRoom.tsx';

function renderMeeting() {
  const room = renderInRoom(<MeetingRoom />);
  act(() => room.client.sit([aParticipant(1, 'Ada'), aParticipant(2, 'Bob')]));
  return room;
}

const rising = () =>
  [...document.querySelectorAll('[data-reaction]')].map((element) => element.getAttribute('data-reaction'));

describe('REACT-2: reacting', () => {
  it('from the control, several times', async () => {
    const { client, user } = renderMeeting();
    await user.click(screen.getByRole('button', { name: 'React' }));
    const picker = screen.getByRole('dialog', { name: 'Reactions' });
    await user.click(within(picker).getByRole('button', { name: 'Party' }));
    await user.click(within(picker).getByRole('button', { name: 'Heart' }));
    expect(client.asked).toEqual(['react 🎉', 'react ❤️']);
    expect(rising()).toEqual(['🎉', '❤️']);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'React' }));
  });

  it('by the keyboard alone', async () => {
    const { client, user } = renderMeeting();
    await user.keyboard('r');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Thumbs up' }));
    await user.keyboard('{Enter}');
    expect(client.asked).toEqual(['react 👍']);
  });
});

describe('REACT-1: reactions of others', () => {
  it('rise from the stage', () => {
    const { client } = renderMeeting();
    act(() => client.happen({ type: 'reaction', participantId: participantId(2), emoji: '😂' }));
    expect(rising()).toEqual(['😂']);
  });
});

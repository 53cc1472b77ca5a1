// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aParticipant } from '../../testing/FakeMeetingClient.ts';
import { renderInRoom } from '../../testing/renderInRoom.tsx';
import { PeoplePanel } from './PeoplePanel.tsx';

const ada = aParticipant(1, 'Ada');
const crowd = Array.from({ length: 14 }, (_, n) => aParticipant(n + 2, `Person ${n + 2}`));
const noHands = { locked: false, waitingRoom: false, pinned: null, hands: {} };

function renderPeople(people = [ada, ...crowd]) {
  const room = renderInRoom(<PeoplePanel />);
  act(() => room.client.sit(people));
  return room;
}

const rows = (list = 'Everyone in the meeting') =>
  within(screen.getByRole('list', { name: list })).getAllByRole('listitem');

describe('PEOPLE-1: the list of people', () => {
  it('has everybody, oneself first, and says how many', () => {
    renderPeople();
    expect(rows()).toHaveLength(15);
    expect(within(rows()[0]!).getByText('Ada (you)')).toBeTruthy();
    expect(screen.getByRole('heading', { name: '15 people in the meeting' })).toBeTruthy();
  });

  it('of many is searched', async () => {
    const { user } = renderPeople();
    const search = screen.getByRole('searchbox', { name: 'Search people' });
    await user.type(search, 'person 7');
    expect(rows()).toHaveLength(1);
    expect(screen.getByRole('heading', { name: '1 of 15 people found' })).toBeTruthy();
    await user.type(search, 'x');
    expect(screen.getByText('Nobody of that name is in the meeting.')).toBeTruthy();
  });

  it('of few needs no search', () => {
    renderPeople([ada, crowd[0]!]);
    expect(screen.queryByRole('searchbox')).toBeNull();
  });

  it('begins with the raised hands, in their order', () => {
    const { client } = renderPeople();
    const [first, second] = [crowd[5]!, crowd[3]!];
    const hands = { [second.participantId]: 2000, [first.participantId]: 1000 };
    act(() => client.set({ roomState: { ...noHands, hands } }));
    expect(screen.getByRole('heading', { name: '2 raised hands' })).toBeTruthy();
    expect(rows('Raised hands').map((row) => row.textContent)).toEqual([
      expect.stringContaining(first.name),
      expect.stringContaining(second.name),
    ]);
  });
});

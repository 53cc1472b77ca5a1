// @vitest-environment happy-dom
import { KnockId } from '@convene/protocol';
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

describe('HOSTUI-4: many who wait', () => {
  const knock = (n: number) => ({
    knockId: KnockId.parse(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`),
    name: `Guest ${n}`,
    since: n,
  });
  const waiting = Array.from({ length: 25 }, (_, n) => knock(n + 1));
  const list = 'Waiting to be let in';

  /** The host with one other person, and so many before the door. */
  function renderWaiting(count: number) {
    const room = renderInRoom(<PeoplePanel />);
    const host = aParticipant(1, 'Ada', { role: 'host' });
    const door = { waiting: waiting.slice(0, count), banned: [] };
    act(() => room.client.sit([host, crowd[0]!], { door }));
    return room;
  }
  const button = (name: string) => screen.getByRole('button', { name });

  it('are the first six until all are asked for, and answered one, some or all', async () => {
    const { user, client } = renderWaiting(25);
    expect(screen.getByRole('heading', { name: '25 people are waiting' })).toBeTruthy();
    expect(screen.getAllByRole('button', { name: /^Admit Guest/ })).toHaveLength(6);
    await user.click(button('Show all 25'));
    expect(screen.getAllByRole('button', { name: /^Admit Guest/ })).toHaveLength(25);
    await user.click(button('Admit Guest 25'));
    await user.click(button('Refuse Guest 3'));
    await user.click(button('Admit all'));
    expect(client.asked).toEqual([
      `admit ${waiting[24]!.knockId}`,
      `refuse ${waiting[2]!.knockId}`,
      'admit all',
    ]);
  });

  it('are found by the search of the list, however few are in the meeting', async () => {
    const { user } = renderWaiting(25);
    await user.type(screen.getByRole('searchbox', { name: 'Search people' }), 'guest 17');
    expect(rows(list)).toHaveLength(1);
    expect(button('Admit Guest 17')).toBeTruthy();
    await user.type(screen.getByRole('searchbox', { name: 'Search people' }), 'x');
    expect(screen.getByText('Nobody of that name is waiting.')).toBeTruthy();
  });

  it('of seven all are shown', () => {
    renderWaiting(7);
    expect(screen.getAllByRole('button', { name: /^Admit Guest/ })).toHaveLength(7);
    expect(screen.queryByRole('button', { name: /^Show all/ })).toBeNull();
  });
});

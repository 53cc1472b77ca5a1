import { describe, expect, it } from 'vitest';
import { aParticipant } from '../../testing/FakeMeetingClient.ts';
import { peopleList } from './peopleList.ts';

const zoe = aParticipant(1, 'Zoë');
const bob = aParticipant(2, 'bob');
const ada = aParticipant(3, 'Ada');
const hal = aParticipant(4, 'Hal', { role: 'host' });
const col = aParticipant(5, 'Col', { role: 'cohost' });
const participants = [zoe, bob, ada, hal, col];
const names = (people: readonly { readonly name: string }[]) => people.map(({ name }) => name);

function list(search = '', hands: Readonly<Record<string, number>> = {}) {
  return peopleList({ participants, selfId: zoe.participantId, hands, search });
}

describe('PEOPLE-1: the order in which people are listed', () => {
  it('oneself, the host, co-hosts, then everybody by name', () => {
    expect(names(list().present)).toEqual(['Zoë', 'Hal', 'Col', 'Ada', 'bob']);
  });

  it('raised hands by when they were raised, and only of those who are there', () => {
    const hands = {
      [hal.participantId]: 30,
      [bob.participantId]: 10,
      [ada.participantId]: 10,
      [aParticipant(9, '').participantId]: 5,
    };
    expect(names(list('', hands).raised)).toEqual(['bob', 'Ada', 'Hal']);
  });

  it.each([
    ['zoe', ['Zoë']],
    ['  B ', ['bob']],
    ['a', ['Hal', 'Ada']],
    ['nobody', []],
    ['', ['Zoë', 'Hal', 'Col', 'Ada', 'bob']],
  ])('a search for “%s” finds what is written with other letters, too', (search, found) => {
    expect(names(list(search).present)).toEqual(found);
  });
});

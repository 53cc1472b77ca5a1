import type { RoomState } from '@convene/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aParticipant, FakeMeetingClient, participantId } from '../../testing/FakeMeetingClient.ts';
import type { Notice } from '../meeting/notices.ts';
import { HostNotices } from './HostNotices.ts';

const open: RoomState = { locked: false, waitingRoom: false, pinned: null, hands: {} };
const bob = aParticipant(2, 'Bob');

describe('HOSTUI-6: what others with more rights did is told', () => {
  let client: FakeMeetingClient;
  let told: Notice[];
  let close: () => void;
  let wanted = false;

  const sit = (role: 'host' | 'cohost' | 'participant', more: Partial<RoomState> = {}) =>
    client.sit([aParticipant(1, 'Ada', { role }), bob], { roomState: { ...open, ...more } });
  const keys = () => told.splice(0).map((notice) => notice.type === 'host' && [notice.key, notice.name]);

  beforeEach(() => {
    client = new FakeMeetingClient();
    told = [];
    wanted = false;
    const hand = {
      get handWanted() {
        return wanted;
      },
      handSeen: (raised: boolean) => (wanted = raised),
    };
    sit('participant');
    close = new HostNotices({ client, hand, tell: (notice) => told.push(notice) }).open();
  });
  afterEach(() => {
    close();
    expect(client.listenerCount).toBe(0);
  });

  it('a new role', () => {
    sit('cohost');
    sit('host');
    sit('cohost');
    sit('participant');
    expect(keys()).toEqual([
      ['nowCohost', undefined],
      ['nowHost', undefined],
      ['noLongerCohost', undefined],
    ]);
  });

  it('a new host, by name', () => {
    client.set({ participants: [aParticipant(1, 'Ada'), { ...bob, role: 'host' }] });
    expect(keys()).toEqual([['newHost', 'Bob']]);
  });

  it('the lock to everybody, the waiting room to those who let people in', () => {
    sit('participant', { locked: true, waitingRoom: true });
    expect(keys()).toEqual([['locked', undefined]]);
    sit('cohost', { locked: true, waitingRoom: true });
    sit('cohost');
    expect(keys()).toEqual([
      ['nowCohost', undefined],
      ['unlocked', undefined],
      ['waitingRoomOff', undefined],
    ]);
  });

  it('hands of others to those who may lower them', () => {
    sit('participant', { hands: { [bob.participantId]: 1 } });
    sit('participant');
    expect(keys()).toEqual([]);
    sit('host');
    sit('host', { hands: { [bob.participantId]: 1, [participantId(1)]: 2 } });
    expect(keys()).toEqual([
      ['nowHost', undefined],
      ['handRaised', 'Bob'],
    ]);
  });

  it('the own hand that somebody else lowered, not the one that its person did', () => {
    const up = { hands: { [participantId(1)]: 1 } };
    sit('participant', up);
    wanted = false;
    sit('participant');
    expect(keys()).toEqual([]);
    sit('participant', up);
    sit('participant');
    expect(keys()).toEqual([['handLowered', undefined]]);
  });

  it('what was stopped, and by whom', () => {
    for (const source of ['microphone', 'camera', 'screen'] as const) {
      client.hostNews({ type: 'stopped', source, by: bob.participantId });
    }
    client.hostNews({ type: 'stopped', source: 'camera', by: participantId(9) });
    expect(keys()).toEqual([
      ['muted', 'Bob'],
      ['cameraOff', 'Bob'],
      ['shareStopped', 'Bob'],
      ['cameraOff', undefined],
    ]);
  });

  it('nothing of what is found after a loss, but by comparison with before', () => {
    client.set({ phase: { state: 'joined', connection: 'rejoining' }, roomState: { ...open, locked: true } });
    expect(keys()).toEqual([]);
    client.set({ phase: { state: 'joined', connection: 'connected' } });
    expect(keys()).toEqual([['locked', undefined]]);
  });
});

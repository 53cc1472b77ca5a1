// @vitest-environment happy-dom
import type { EndReason, MeetingPhase } from '@convene/meeting-client';
import { ErrorCode } from '@convene/protocol';
import { act, screen } from '@testing-library/react';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { aParticipant } from '../../testing/FakeMeetingClient.ts';
import { createSession, renderInRoom } from '../../testing/renderInRoom.tsx';
import { MeetingPhaseView } from './MeetingPhaseView.tsx';
import { rememberedSeat } from './memory.ts';
import type { WayBack } from './wayBack.ts';

const seat = { name: undefined, occupied: false, muted: false, cameraOff: false };
const ada = { name: 'Ada', muted: true, cameraOff: false };

/** The screens around the meeting come on demand; here they are there already. */
beforeAll(async () => {
  await import('./OutsideScreen.tsx');
});

async function renderPhase(phase: MeetingPhase, room = createSession()) {
  const again = vi.fn<(way: WayBack) => void>();
  const rendered = renderInRoom(<MeetingPhaseView again={again} />, room);
  await act(async () => {
    rendered.client.setPhase(phase);
    await vi.dynamicImportSettled();
  });
  return { ...rendered, again };
}

describe('UI-18: the end is explained', () => {
  it.each([
    ['left', 'You left the meeting'],
    ['takenOver', 'This meeting continues in another tab'],
    ['removed', 'You were removed from the meeting'],
    ['refused', 'You were not let in'],
    ['ended', 'The meeting has ended'],
    ['flooded', 'You were disconnected'],
  ] satisfies [EndReason, string][])('%s', async (reason, words) => {
    await renderPhase({ state: 'ended', reason });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(words);
    expect(document.activeElement?.textContent).toBe(words);
    expect(screen.getByRole('link', { name: 'Home' })).toBeTruthy();
  });

  it('who left may come back', async () => {
    const { user, again } = await renderPhase({ state: 'ended', reason: 'left' });
    await user.click(screen.getByRole('button', { name: 'Rejoin' }));
    expect(again).toHaveBeenCalledWith('seat');
  });

  it('whom another tab relieved may take the meeting back by one click', async () => {
    const { user, again } = await renderPhase({ state: 'ended', reason: 'takenOver' });
    await user.click(screen.getByRole('button', { name: 'Switch to this tab' }));
    expect(again).toHaveBeenCalledWith('takeOver');
  });
});

describe('UI-17: what cannot be entered', () => {
  it.each([
    ['meetingNotFound', 'This meeting does not exist'],
    ['meetingEnded', 'This meeting has ended'],
    ['meetingFull', 'This meeting is full'],
    ['meetingLocked', 'This meeting is locked'],
    ['removedFromMeeting', 'You were removed from this meeting'],
    ['admissionRefused', 'You were not let in'],
    ['internal', 'You could not join'],
  ] satisfies [ErrorCode, string][])('%s', async (code, words) => {
    await renderPhase({ state: 'failed', code });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(words);
  });

  it.each(ErrorCode.options)('%s has a sentence', async (code) => {
    await renderPhase({ state: 'failed', code });
    const text = screen.getByRole('main').textContent;
    expect(text).toMatch(/[.!]/);
    expect(text).not.toContain(code);
  });

  it('a server that is waited for is counted down to', async () => {
    await renderPhase({ state: 'waitingForServer', retryAt: Date.now() + 3000, why: 'noServer' });
    expect(screen.getByText(/Trying again in 3 seconds/)).toBeTruthy();
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Waiting for a server');
  });

  it('and asked at once by whoever does not want to wait (RECOVER-4)', async () => {
    const { client, user } = await renderPhase({
      state: 'waitingForServer',
      retryAt: Date.now() + 3000,
      why: 'noAnswer',
    });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Nobody answers');
    await user.click(screen.getByRole('button', { name: 'Try now' }));
    expect(client.asked).toEqual(['tryNow']);
  });

  it('servers without space for one more person are called full, and are asked again', async () => {
    await renderPhase({ state: 'waitingForServer', retryAt: Date.now() + 3000, why: 'full' });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Every server is full');
    expect(screen.getByText(/no space for one more person.*Trying again in 3 seconds/)).toBeTruthy();
  });
});

describe('HOSTUI-7: who has to be let in', () => {
  it('asks from the lobby', async () => {
    await renderPhase({ state: 'lobby', warm: true, loopbackOnly: false, seat, admission: 'waiting' });
    expect(screen.getByRole('button', { name: 'Ask to join' })).toBeTruthy();
    expect(screen.getByText('A host has to let you in.')).toBeTruthy();
  });

  it('waits with preview and devices, and reads what happens', async () => {
    await renderPhase({ state: 'waitingRoom', since: Date.now() });
    const heading = await screen.findByRole('heading', { name: 'Asking to join…' });
    expect(document.activeElement).toBe(heading);
    expect(screen.getByRole('region', { name: 'Camera preview' })).toBeTruthy();
    expect(screen.queryByText(/Nobody has answered yet/)).toBeNull();
  });

  it('reads after a minute that nobody answered', async () => {
    await renderPhase({ state: 'waitingRoom', since: Date.now() - 61_000 });
    expect(await screen.findByText(/Nobody has answered yet/)).toBeTruthy();
  });

  it('cancels into the lobby', async () => {
    const { user, again } = await renderPhase({ state: 'waitingRoom', since: Date.now() });
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(again).toHaveBeenCalledWith('lobby');
  });

  it('asks again after a refusal', async () => {
    const { user, again } = await renderPhase({ state: 'ended', reason: 'refused' });
    await user.click(screen.getByRole('button', { name: 'Ask again' }));
    expect(again).toHaveBeenCalledWith('lobby');
  });
});

describe('UI-19: a reload comes back without the lobby', () => {
  it('with the same name, mute and camera', async () => {
    const room = createSession({ returning: ada });
    const { client } = await renderPhase({ state: 'entering' }, room);
    const opened = room.session.open();
    expect(screen.queryByRole('textbox', { name: 'Your name' })).toBeNull();
    act(() => client.setPhase({ state: 'lobby', warm: false, loopbackOnly: false, seat }));
    await act(() => opened);
    expect(client.joins).toEqual([{ name: 'Ada', takeOver: false }]);
    expect(client.asked).toContain('mute');
  });

  it('but not over another tab that has the seat', async () => {
    const room = createSession({ returning: ada });
    const { client } = await renderPhase(
      { state: 'lobby', warm: false, loopbackOnly: false, seat: { ...seat, occupied: true } },
      room,
    );
    await act(() => room.session.open());
    expect(client.joins).toEqual([]);
    expect(screen.getByRole('button', { name: 'Switch to this tab' })).toBeTruthy();
  });

  it('and over another tab where that was asked for', async () => {
    const room = createSession({ returning: ada, takeOver: true });
    const occupied = { ...seat, occupied: true };
    const { client } = await renderPhase(
      { state: 'lobby', warm: false, loopbackOnly: false, seat: occupied },
      room,
    );
    expect(screen.queryByRole('button', { name: 'Switch to this tab' })).toBeNull();
    await act(() => room.session.open());
    expect(client.joins).toEqual([{ name: 'Ada', takeOver: true }]);
  });

  it('is remembered by the tab from joining to leaving', () => {
    const { client, session } = createSession();
    client.sit([aParticipant(1, 'Ada')]);
    expect(rememberedSeat(session.slug)).toBeDefined();
    client.setPhase({ state: 'ended', reason: 'left' });
    expect(rememberedSeat(session.slug)).toBeUndefined();
  });
});

// @vitest-environment happy-dom
import { AppError, ErrorCode } from '@convene/protocol';
import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { errors } from '../../messages/en/errors.ts';
import { aParticipant } from '../../testing/FakeMeetingClient.ts';
import { createSession, renderInRoom } from '../../testing/renderInRoom.tsx';
import { ConnectionPanel } from '../check/ConnectionPanel.tsx';
import { StartMeeting } from '../home/StartMeeting.tsx';
import { Lobby } from '../lobby/Lobby.tsx';
import { FailedScreen } from '../meeting/FailedScreen.tsx';
import { Notices } from '../meeting/Notices.tsx';

const codes = ErrorCode.options;
const seat = { name: 'Ada', occupied: false, muted: false, cameraOff: false };

/** What a person can do: each sentence has one of these. */
const WAY_ON = /again|reload|check|choose|ask|wait|use a current|start a new|shorten|try|turn it off and on/i;

afterEach(() => vi.unstubAllGlobals());

describe('every error code', () => {
  it.each(codes)('SAY-1: %s has a sentence that says what to do, and no code', (code) => {
    const sentence = errors[code];
    expect(sentence).toMatch(WAY_ON);
    expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
    for (const other of codes.filter((name) => /[A-Z]/.test(name))) expect(sentence).not.toContain(other);
    expect(sentence).not.toMatch(/error|exception|undefined|null|\{|stack/i);
  });

  it.each(codes)('SAY-1: %s at the door of a meeting is a page with a way on', (code) => {
    renderInRoom(<FailedScreen code={code} retry={() => {}} />);
    const main = screen.getByRole('main');
    expect(main.textContent).not.toContain(code === 'internal' || code === 'forbidden' ? '()' : code);
    expect(main.querySelectorAll('button, a').length).toBeGreaterThan(0);
    expect(screen.getByRole('heading', { level: 1 }).textContent).not.toBe('');
  });

  it.each(codes)('SAY-1: %s when joining is told in the lobby', async (code) => {
    const { client } = renderInRoom(<Lobby />);
    act(() => client.setPhase({ state: 'lobby', warm: true, loopbackOnly: false, seat }));
    client.joinFailure = AppError.of(code);
    fireEvent.click(screen.getByRole('button', { name: 'Join now' }));
    await vi.waitFor(() => expect(screen.getByRole('alert').textContent).toBe(errors[code]));
  });

  it.each(codes)('SAY-1: %s to something asked for in the meeting is told in passing', (code) => {
    const room = createSession();
    renderInRoom(<Notices onSeeWaiting={() => {}} onSettings={() => {}} onChat={() => {}} />, room);
    act(() => room.client.sit([aParticipant(1, 'Ada')]));
    act(() => room.session.toaster.show({ type: 'failed', code }));
    expect(screen.getByText(errors[code])).toBeTruthy();
  });

  it.each(codes)('SAY-1: %s to a new meeting is told on the home page', async (code) => {
    const wire = { error: { code: -32_603, message: 'secret', data: { wire: { code } } } };
    vi.stubGlobal('fetch', async () => Response.json(wire, { status: 500 }));
    renderInRoom(<StartMeeting />);
    fireEvent.click(screen.getByRole('button', { name: 'New meeting' }));
    await vi.waitFor(() => expect(screen.getByRole('alert').textContent).toBe(errors[code]));
  });

  it('SAY-1, LINE-9: why the connection cannot be checked is told', async () => {
    vi.stubGlobal('RTCPeerConnection', FakeConnection);
    const { client } = renderInRoom(<ConnectionPanel />);
    expect(await screen.findByText(errors.rateLimited)).toBeTruthy();
    expect(client.asked).toContain('openCheck');
    expect(screen.getByRole('button', { name: 'Check again' })).toBeTruthy();
  });
});

/** As far as a check gets that is refused. */
class FakeConnection extends EventTarget {
  readonly localDescription = {
    sdp: `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
  };
  createDataChannel = () => Object.assign(new EventTarget(), { readyState: 'connecting', close() {} });
  createOffer = async () => ({});
  setLocalDescription = async () => {};
  close(): void {}
}

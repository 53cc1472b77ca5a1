// @vitest-environment happy-dom
import { AppError } from '@convene/protocol';
import { act, screen } from '@testing-library/react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createSession, renderInRoom } from '../../testing/renderInRoom.tsx';
import { Lobby } from './Lobby.tsx';

const seat = { name: undefined, occupied: false, muted: false, cameraOff: false };

const nameField = () => screen.getByRole('textbox', { name: 'Your name' });
const joinButton = () => screen.getByRole('button', { name: 'Join now' });

function renderLobby(occupied = false) {
  const room = renderInRoom(<Lobby />);
  act(() =>
    room.client.setPhase({ state: 'lobby', warm: false, loopbackOnly: false, seat: { ...seat, occupied } }),
  );
  return room;
}

describe('UI-4: joining', () => {
  it('needs a name and says so', async () => {
    const { client, user } = renderLobby();
    await user.click(joinButton());
    expect(screen.getByRole('alert').textContent).toBe('Type your name first.');
    expect(document.activeElement).toBe(nameField());
    expect(client.joins).toEqual([]);
  });

  it('by Enter, with the name trimmed; the name is there the next time', async () => {
    const { client, user } = renderLobby();
    await user.type(nameField(), '  Ada   Lovelace {Enter}');
    expect(client.joins).toEqual([{ name: 'Ada Lovelace', takeOver: false }]);
    expect(createSession().session.name).toBe('Ada Lovelace');
  });

  it('may be clicked before the lobby stands', async () => {
    const { client, user } = renderInRoom(<Lobby />);
    act(() => client.setPhase({ state: 'entering' }));
    await user.type(nameField(), 'Ada');
    await user.click(joinButton());
    expect(client.joins).toEqual([]);
    await act(async () => client.setPhase({ state: 'lobby', warm: false, loopbackOnly: false, seat }));
    expect(client.joins).toHaveLength(1);
  });
});

describe('UI-4: a join that fails', () => {
  it('is told at the button, and the name is not blamed', async () => {
    const { client, user } = renderLobby();
    client.joinFailure = AppError.of('timeout');
    await user.type(nameField(), 'Ada{Enter}');
    await vi.waitFor(() => expect(screen.getByRole('alert').textContent).toContain('did not answer in time'));
    expect(nameField().getAttribute('aria-invalid')).not.toBe('true');
  });

  it('because of the name is told there', async () => {
    const { client, user } = renderLobby();
    client.joinFailure = AppError.of('invalidName');
    await user.type(nameField(), 'Ada{Enter}');
    expect(nameField().getAttribute('aria-invalid')).toBe('true');
  });
});

describe('UI-5: devices', () => {
  it('a refused permission is explained, and one can join all the same', async () => {
    const { client, media, user } = renderLobby();
    act(() => {
      media.set({
        camera: { state: 'failed', cause: 'denied' },
        microphone: { state: 'failed', cause: 'denied' },
      });
    });
    expect((await screen.findByRole('status')).textContent).toContain('blocks the camera and microphone');
    await user.type(nameField(), 'Ada{Enter}');
    expect(client.joins).toHaveLength(1);
  });

  it('are chosen by name', async () => {
    const { media, user } = renderLobby();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Camera' }), 'Front camera');
    expect(media.getSnapshot().camera).toMatchObject({ state: 'on', deviceId: 'camera-1' });
    expect(screen.getByRole('combobox', { name: 'Microphone' })).toBeTruthy();
    expect(screen.getByRole('combobox', { name: 'Speaker' })).toBeTruthy();
  });

  it('are switched off before joining', async () => {
    const { client, user } = renderLobby();
    await user.click(screen.getByRole('button', { name: 'Turn on camera' }));
    expect(client.asked).toContain('cameraOn');
    expect(screen.getByRole('button', { name: 'Unmute' })).toBeTruthy();
  });
});

describe('UI-4: a seat that another tab has', () => {
  it('is taken over by "Switch to this tab"', async () => {
    const { client, user } = renderLobby(true);
    await user.type(nameField(), 'Ada');
    await user.click(screen.getByRole('button', { name: 'Switch to this tab' }));
    expect(client.joins).toEqual([{ name: 'Ada', takeOver: true }]);
  });

  it('or left there by "Join as another person", under the name in the field', async () => {
    const { client, user } = renderLobby(true);
    await user.type(nameField(), 'Twin');
    await user.click(screen.getByRole('button', { name: 'Join as another person' }));
    expect(client.asked).toContain('enterAsAnother');
    expect(client.joins).toEqual([{ name: 'Twin', takeOver: false }]);
  });
});

describe('LOBBY-7: a media server on a loopback address', () => {
  const showLobby = (browser: string) => {
    const userAgent = vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue(browser);
    onTestFinished(() => userAgent.mockRestore());
    const { client } = renderInRoom(<Lobby />);
    act(() => client.setPhase({ state: 'lobby', warm: true, loopbackOnly: true, seat }));
  };

  it('is out of reach for Firefox, which is told what to do', () => {
    showLobby('Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0');
    expect(screen.getByRole('status').textContent).toContain('npm start -- --host');
  });

  it('is not for others', () => {
    showLobby('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0');
    expect(screen.queryByRole('status')).toBeNull();
  });
});

it('LINE-10: whether packets get through to the server is said as soon as it is known', () => {
  const { client } = renderLobby();
  const lobby = { state: 'lobby' as const, warm: true, loopbackOnly: false, seat };
  expect(screen.queryByText('Server reached')).toBeNull();
  act(() => client.setPhase({ ...lobby, reached: false }));
  expect(screen.getByText(/lets neither sound nor pictures through/)).toBeTruthy();
  act(() => client.setPhase({ ...lobby, reached: true }));
  expect(screen.getByText('Server reached')).toBeTruthy();
  expect(screen.queryByText(/lets neither sound nor pictures through/)).toBeNull();
  // What was prepared before is gone, and nothing is known of the next.
  act(() => client.setPhase({ ...lobby, warm: false, reached: true }));
  expect(screen.queryByText('Server reached')).toBeNull();
});

it('SAY-6: a browser without WebRTC is told before anybody presses Join', async () => {
  onTestFinished(() => void vi.unstubAllGlobals());
  const { unmount } = renderInRoom(<Lobby />);
  expect(screen.queryByText(/cannot join video meetings/)).toBeNull();
  unmount();
  vi.stubGlobal('RTCPeerConnection', undefined);
  renderInRoom(<Lobby />);
  expect(await screen.findByText(/cannot join video meetings/)).toBeTruthy();
});

// @vitest-environment happy-dom
import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aParticipant } from '../../testing/FakeMeetingClient.ts';
import { renderInRoom } from '../../testing/renderInRoom.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';

const tabs = () => screen.getAllByRole('tab').map((tab) => tab.textContent);
const aSwitch = (name: string) => screen.getByRole('switch', { name });

describe('SETTINGS-1: the settings', () => {
  it('have the sections of the lobby before joining, and one more in the meeting', () => {
    const { client } = renderInRoom(<SettingsDialog onClose={() => undefined} />);
    expect(tabs()).not.toContain('Quality');
    act(() => client.sit([aParticipant(1, 'Ada')]));
    expect(tabs()).toContain('Quality');
  });

  it('are walked through by keyboard', async () => {
    const { user } = renderInRoom(<SettingsDialog onClose={() => undefined} />);
    await user.click(screen.getByRole('tab', { name: 'Audio' }));
    await user.keyboard('{ArrowDown}');
    expect(screen.getByRole('tab', { name: 'Video' }).getAttribute('aria-selected')).toBe('true');
    expect(screen.getByRole('combobox', { name: 'Camera' })).toBeTruthy();
  });

  it('say what hi-fi costs, and that the browser then cleans nothing', async () => {
    const { media, user } = renderInRoom(<SettingsDialog onClose={() => undefined} />);
    expect(aSwitch('Echo cancellation').getAttribute('aria-checked')).toBe('true');
    await user.click(aSwitch('Hi-fi sound'));
    expect(media.getSnapshot().voice.fidelity).toBe('music');
    expect(aSwitch('Echo cancellation').hasAttribute('disabled')).toBe(true);
    expect(aSwitch('Echo cancellation').getAttribute('aria-checked')).toBe('false');
    expect(screen.getByText(/256 kbit/)).toBeTruthy();
  });

  it('say why a microphone does not run, and ask for it once more', async () => {
    const { media, user } = renderInRoom(<SettingsDialog onClose={() => undefined} />);
    act(() => media.set({ microphone: { state: 'failed', cause: 'busy' } }));
    expect(screen.getByText(/Another program is using your microphone/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(media.getSnapshot().microphone.state).toBe('on');
    expect(screen.queryByText(/Another program/)).toBeNull();
  });

  it('name the device that runs, though the list does not have it', () => {
    const { media } = renderInRoom(<SettingsDialog onClose={() => undefined} />);
    act(() => media.set({ microphone: { state: 'on', deviceId: 'unlisted', label: 'Old microphone' } }));
    expect(
      screen.getByRole<HTMLSelectElement>('combobox', { name: 'Microphone' }).selectedOptions[0]?.text,
    ).toBe('Old microphone');
  });

  it('SETTINGS-2: change the name in the meeting, and this browser remembers it', async () => {
    const { client, session, user } = renderInRoom(
      <SettingsDialog section="general" onClose={() => undefined} />,
    );
    expect(screen.queryByRole('textbox', { name: 'Your name' })).toBeNull();
    act(() => client.sit([aParticipant(1, 'Ada')]));
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Your name' });
    const button = screen.getByRole('button', { name: 'Change' });
    expect([field.value, button.hasAttribute('disabled')]).toEqual(['Ada', true]);
    await user.clear(field);
    await user.click(button);
    expect(screen.getByRole('alert').textContent).toBe('Type your name first.');
    await user.type(field, ' Ada Lovelace {Enter}');
    await waitFor(() => expect(client.getSnapshot().self?.name).toBe('Ada Lovelace'));
    expect([session.name, field.value]).toEqual(['Ada Lovelace', 'Ada Lovelace']);
    await waitFor(() => expect(button.hasAttribute('disabled')).toBe(true));
  });
});

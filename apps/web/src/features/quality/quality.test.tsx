// @vitest-environment happy-dom
import { streamIdOf } from '@convene/protocol';
import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aParticipant, aStream, participantId } from '../../testing/FakeMeetingClient.ts';
import { createSession, renderInRoom } from '../../testing/renderInRoom.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { PictureOff } from './PictureOff.tsx';
import { QualitySection } from './QualitySection.tsx';
import { VideoQualityMenu } from './VideoQualityMenu.tsx';
import { VideoQualitySettings } from './VideoQualitySettings.tsx';

const streamId = streamIdOf(participantId(2), 'camera');
const subject = {
  streamId,
  participantId: participantId(2),
  source: 'camera',
  name: 'Bob',
  isSelf: false,
} as const;

function sit(more: Parameters<typeof aStream>[2] = {}) {
  const room = createSession();
  room.client.sit([aParticipant(1, 'Ada'), aParticipant(2, 'Bob')], {
    streams: new Map([[streamId, aStream(2, 'camera', { spatialLayers: 3, ...more })]]),
  });
  return room;
}

const openMenu = async ({ user }: ReturnType<typeof renderInRoom>, ...names: readonly string[]) => {
  await user.click(screen.getByRole('button', { name: 'Options' }));
  for (const name of names) {
    await user.click(screen.getByRole('menuitem', { name: new RegExp(`^${name}`) }));
  }
};

/** By the keyboard: on its way there, this environment’s pointer leaves the menu that it came from. */
const take = async ({ user }: ReturnType<typeof renderInRoom>, item: HTMLElement) => {
  act(() => item.focus());
  await user.keyboard('{Enter}');
};

describe('QUALITY-8: the quality of a tile', () => {
  const draw = (room = sit()) =>
    renderInRoom(
      <Menu trigger={<button type="button">Options</button>}>
        <QualitySection subject={subject} />
      </Menu>,
      room,
    );

  it('is chosen in its menu "Quality", which turns audio only off', async () => {
    const drawn = draw();
    drawn.session.choices.setAudioOnly(true);
    await openMenu(drawn, 'Quality');
    const menu = screen.getByRole('menu', { name: 'Quality' });
    expect(
      within(menu)
        .getAllByRole('menuitemradio')
        .map((item) => item.textContent),
    ).toEqual(['Auto', 'High', 'Medium', 'Low', 'Off']);
    await take(drawn, within(menu).getByRole('menuitemradio', { name: 'Low' }));
    const { audioOnly, tiles } = drawn.session.choices.get();
    expect([audioOnly, tiles.get(streamId)]).toEqual([false, 'low']);
  });

  it.each([
    [{ spatialLayer: 2 }, 2, 'Receiving 720p'],
    [{ spatialLayer: 0 }, 1, 'Receiving 180p of 360p asked for'],
    [null, 1, 'Waiting for 360p'],
  ])('says beside it what comes and what is asked for (004-54): %o of %i', async (layers, wanted, text) => {
    const drawn = draw(sit({ layers, wantedLayer: wanted }));
    await openMenu(drawn, 'Quality');
    expect(screen.getByText(text)).toBeDefined();
  });

  it('says nothing of layers where there are none to choose from', async () => {
    const drawn = draw(sit({ spatialLayers: 1, wantedLayer: 0, layers: undefined }));
    await openMenu(drawn, 'Quality');
    expect(screen.queryByText(/Receiving|Waiting/)).toBeNull();
  });
});

describe('QUALITY-9: the quality of all', () => {
  const draw = () =>
    renderInRoom(
      <Menu trigger={<button type="button">Options</button>}>
        <VideoQualityMenu />
      </Menu>,
    );

  it('is chosen under "More"', async () => {
    const drawn = draw();
    await openMenu(drawn, 'Video quality');
    await take(drawn, screen.getByRole('menuitemradio', { name: 'Medium' }));
    expect(drawn.session.choices.get()).toMatchObject({ all: 'medium' });
  });

  it('and so is audio only', async () => {
    const drawn = draw();
    await openMenu(drawn);
    await drawn.user.click(screen.getByRole('menuitemcheckbox', { name: 'Audio only' }));
    expect(drawn.session.choices.get()).toMatchObject({ audioOnly: true });
  });

  it('and in the settings', async () => {
    const { session, user } = renderInRoom(<VideoQualitySettings />);
    await user.selectOptions(screen.getByRole('combobox', { name: 'Video quality' }), 'Low');
    await user.click(screen.getByRole('switch', { name: 'Audio only' }));
    expect(session.choices.get()).toMatchObject({ all: 'low', audioOnly: true });
  });
});

describe('QUALITY-7: a picture that is off by choice', () => {
  it('says so in its tile, and comes back by one click', async () => {
    const { session, user } = renderInRoom(<PictureOff streamId={streamId} />, sit());
    expect(screen.queryByRole('button')).toBeNull();
    session.choices.choose(streamId, 'off');
    expect(await screen.findByText('Picture is off')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Show picture' }));
    expect(screen.queryByRole('button')).toBeNull();
    session.choices.setAudioOnly(true);
    await user.click(await screen.findByRole('button', { name: 'Show pictures' }));
    expect(session.choices.get().audioOnly).toBe(false);
  });

  it('says nothing of a camera that its person has turned off', () => {
    const room = sit({ paused: true });
    room.session.choices.choose(streamId, 'off');
    renderInRoom(<PictureOff streamId={streamId} />, room);
    expect(screen.queryByRole('button')).toBeNull();
  });
});

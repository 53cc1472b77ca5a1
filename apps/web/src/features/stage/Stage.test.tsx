// @vitest-environment happy-dom
import { streamIdOf } from '@convene/protocol';
import { act, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MeetingRoom } from '../meeting/MeetingRoom.tsx';
import { aParticipant, aStream, participantId } from '../../testing/FakeMeetingClient.ts';
import { renderInRoom } from '../../testing/renderInRoom.tsx';

// A whole meeting is drawn in each test, also on a machine that does other things.
vi.setConfig({ testTimeout: 30_000 });

const AREA = { width: 1000, height: 600 };

/** happy-dom lays nothing out: every element is as large as the stage. */
class SizedObserver {
  readonly #tell: (entries: readonly object[]) => void;
  constructor(tell: (entries: readonly object[]) => void) {
    this.#tell = tell;
  }
  observe(target: Element) {
    this.#tell([{ target, contentRect: AREA }]);
  }
  unobserve() {}
  disconnect() {}
}

const sizes: { mockRestore(): void }[] = [];

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', SizedObserver);
  sizes.push(
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(AREA.width),
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(AREA.height),
  );
});
afterEach(() => {
  for (const spy of sizes.splice(0)) spy.mockRestore();
  vi.unstubAllGlobals();
});

const names = ['Ada', 'Bob', 'Cid', 'Dan', 'Eve'];
const people = names.map((name, index) =>
  aParticipant(index + 1, name, index === 0 ? { role: 'host' } : { cameraOff: index === 2 }),
);

function renderMeeting(count = 5) {
  const room = renderInRoom(<MeetingRoom />);
  act(() => room.client.sit(people.slice(0, count)));
  return room;
}

/** By attribute: to search by role costs a fifth of a second in a page of this size, and other tests do. */
function tile(name: string): HTMLElement {
  const found = document.querySelector(`main [data-stream-id][aria-label="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`there is no tile of ${name}`);
  return found;
}
const videoOf = (name: string) => tile(name).querySelector('video');
const widthOf = (name: string) => Number.parseFloat(tile(name).closest('li')?.style.width ?? '');
const isShown = (name: string) => tile(name).closest('li')?.hidden === false;

async function choose(room: ReturnType<typeof renderMeeting>, name: string) {
  await room.user.click(screen.getByLabelText('Layout'));
  await room.user.click(await screen.findByText(name));
}

const fromMenu = async (room: ReturnType<typeof renderMeeting>, of: string, item: string) => {
  await room.user.click(within(tile(of)).getByLabelText(`Options for ${of}`));
  await room.user.click(await screen.findByText(item));
};

describe('STAGE-6: a tile that moves', () => {
  it('keeps its video over layouts, pins, shares, speakers and another peer', async () => {
    const room = renderMeeting();
    const before = names.map(videoOf);
    const share = aStream(2, 'screen');
    const steps: (() => unknown)[] = [
      () => room.user.keyboard('l'),
      () => room.user.keyboard('l'),
      () => act(() => room.client.set({ activeSpeaker: participantId(4) })),
      () => act(() => room.client.set({ streams: new Map([[share.streamId, share]]) })),
      () => room.user.dblClick(tile('Eve')),
      () => act(() => room.client.set({ streams: new Map() })),
      () =>
        act(() => {
          const other = { ...people[4]!, peerId: aParticipant(9, '').peerId, seatEpoch: 2 };
          room.client.set({ participants: [...people.slice(0, 4), other] });
        }),
    ];
    for (const step of steps) {
      await step();
      expect(names.map(videoOf)).toEqual(before);
    }
  });
});

describe('STAGE-2: large on the screen', () => {
  it('is who speaks, in the speaker view', async () => {
    const room = renderMeeting();
    await choose(room, 'Speaker');
    act(() => room.client.set({ activeSpeaker: participantId(4) }));
    expect(widthOf('Dan')).toBeGreaterThan(3 * widthOf('Bob'));
  });

  it('is what is pinned from a tile’s menu, and it is marked', async () => {
    const room = renderMeeting();
    await fromMenu(room, 'Eve', 'Pin for me');
    expect(widthOf('Eve')).toBeGreaterThan(3 * widthOf('Bob'));
    expect(within(tile('Eve')).getByText('Pinned for you')).toBeTruthy();
    await fromMenu(room, 'Eve', 'Unpin for me');
    expect(widthOf('Eve')).toBe(widthOf('Bob'));
  });

  it('HOST-7: is what the host pinned for everyone, asked for and taken back in the menu', async () => {
    const room = renderMeeting();
    const bob = streamIdOf(participantId(2), 'camera');
    await fromMenu(room, 'Bob', 'Pin for everyone');
    const { roomState } = room.client.getSnapshot();
    act(() => room.client.set({ roomState: { ...roomState, pinned: bob } }));
    expect(widthOf('Bob')).toBeGreaterThan(3 * widthOf('Eve'));
    await fromMenu(room, 'Bob', 'Unpin for everyone');
    expect(room.client.asked).toEqual([`pinForAll ${bob}`, 'pinForAll null']);
  });

  it('STAGE-9: is the one of two screens that the person picks', async () => {
    const room = renderMeeting();
    const [one, two] = [aStream(2, 'screen'), aStream(3, 'screen')];
    act(() =>
      room.client.set({
        streams: new Map([
          [one.streamId, one],
          [two.streamId, two],
        ]),
      }),
    );
    const first = tile('Bob’s screen');
    const width = () => Number.parseFloat(first.closest('li')?.style.width ?? '');
    const before = width();
    await room.user.click(within(first).getByText('Show large'));
    expect(width()).toBeGreaterThan(3 * before);
  });
});

describe('STAGE-7: who is shown', () => {
  it('people without video can be hidden, and where nobody is left the stage says so', async () => {
    const room = renderMeeting();
    await choose(room, 'Hide people without video');
    expect(names.map(isShown)).toEqual([true, true, false, true, true]);
    await choose(room, 'Hidden');
    act(() => room.client.set({ participants: people.map((each) => ({ ...each, cameraOff: true })) }));
    expect(names.map(isShown)).toEqual([false, false, false, false, false]);
    expect(screen.getByText('4 people without video are hidden.')).toBeTruthy();
    await room.user.click(screen.getByText('Show everyone'));
    expect(names.map(isShown)).toEqual([false, true, true, true, true]);
  });

  it('a speaker whose tile is not to be seen is named', async () => {
    const room = renderMeeting();
    await choose(room, 'Hide people without video');
    act(() => room.client.set({ activeSpeaker: participantId(3) }));
    expect(screen.getByText('Cid is speaking')).toBeTruthy();
    act(() => room.client.set({ activeSpeaker: participantId(2) }));
    expect(screen.queryByText(/is speaking/u)).toBeNull();
  });

  it('oneself floats over the others, and stands alone in a tile', async () => {
    const room = renderMeeting();
    const before = videoOf('Ada');
    await choose(room, 'Floating');
    expect(widthOf('Ada')).toBeLessThan(widthOf('Bob'));
    act(() => room.client.set({ participants: people.slice(0, 1) }));
    expect(widthOf('Ada')).toBeGreaterThan(800);
    expect(videoOf('Ada')).toBe(before);
  });
});

describe('STAGE-8: the menu of a tile', () => {
  it('opens by the right mouse button, whose release chooses nothing in it', async () => {
    const { user } = renderMeeting();
    await user.pointer({ keys: '[MouseRight>]', target: tile('Bob') });
    expect(screen.queryByText('Pin for me')).toBeNull();
    await user.pointer('[/MouseRight]');
    expect(await screen.findByText('Pin for me')).toBeTruthy();
    expect(screen.queryByText('Pinned for you')).toBeNull();
  });
});

describe('STAGE-10: one tile alone', () => {
  it('has the whole stage until it is given back, or its person leaves', async () => {
    const room = renderMeeting();
    await fromMenu(room, 'Bob', 'Full screen');
    expect(names.map(isShown)).toEqual([false, true, false, false, false]);
    expect(widthOf('Bob')).toBeGreaterThan(800);
    await room.user.click(screen.getByLabelText('Exit full screen'));
    expect(names.map(isShown)).toEqual([true, true, true, true, true]);
    await fromMenu(room, 'Bob', 'Full screen');
    act(() => room.client.set({ participants: people.filter(({ name }) => name !== 'Bob') }));
    expect(screen.queryByLabelText('Exit full screen')).toBeNull();
    expect(isShown('Cid')).toBe(true);
  });
});

describe('STAGE-12: a picture in its tile', () => {
  it('is noted to be upright, and is seen whole or fills its tile as the person chooses', async () => {
    const room = renderMeeting();
    const video = videoOf('Bob');
    if (video === null) throw new Error('no video');
    for (const [width, height, upright] of [
      [360, 640, 'true'],
      [640, 360, 'false'],
    ] as const) {
      Object.defineProperties(video, {
        videoWidth: { configurable: true, value: width },
        videoHeight: { configurable: true, value: height },
      });
      act(() => void video.dispatchEvent(new Event('resize')));
      expect(video.dataset['upright']).toBe(upright);
    }
    expect(video.dataset['fit']).toBeUndefined();
    await fromMenu(room, 'Bob', 'Show the whole picture');
    expect(video.dataset['fit']).toBe('contain');
    await fromMenu(room, 'Bob', 'Fill the tile');
    expect(video.dataset['fit']).toBe('cover');
  });
});

describe('STAGE-13: pages', () => {
  it('are turned by buttons, dots and keys', async () => {
    const room = renderMeeting();
    const crowd = Array.from({ length: 42 }, (_, index) => aParticipant(index + 1, `Guest ${index + 1}`));
    act(() => room.client.set({ participants: crowd }));
    const first = crowd.map(({ name }) => tile(name));
    const inView = () =>
      first.filter(
        (each) =>
          each.closest('li')?.className.includes('invisible') === false &&
          each.closest('li')?.hidden === false,
      );
    const page = inView();
    await room.user.click(screen.getByLabelText('Next page'));
    expect(inView().some((each) => page.includes(each))).toBe(false);
    await room.user.keyboard('{PageUp}');
    expect(inView()).toEqual(page);
    await room.user.click(screen.getByLabelText('Page 2'));
    expect(screen.getByLabelText('Page 2').getAttribute('aria-current')).toBe('page');
  });

  it('STAGE-14: take the focus along that stood on one of their tiles', async () => {
    const room = renderMeeting();
    const crowd = Array.from({ length: 42 }, (_, index) => aParticipant(index + 1, `Guest ${index + 1}`));
    act(() => room.client.set({ participants: crowd }));
    act(() => tile('Guest 1').focus());
    await room.user.keyboard('{ArrowRight}');
    expect(document.activeElement).toBe(tile('Guest 2'));
    await room.user.keyboard('{PageDown}');
    const next = document.activeElement;
    expect(next?.getAttribute('data-stream-id')).toBeTruthy();
    expect(next?.closest('li')?.className).not.toContain('invisible');
    await room.user.keyboard('{PageUp}{Home}');
    expect(document.activeElement).toBe(tile('Guest 1'));
  });
});

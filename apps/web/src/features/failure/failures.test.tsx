// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { aParticipant } from '../../testing/FakeMeetingClient.ts';
import { createSession, renderInRoom } from '../../testing/renderInRoom.tsx';
import { Notices } from '../meeting/Notices.tsx';
import { onDemand } from './onDemand.tsx';
import { PartBoundary } from './PartBoundary.tsx';
import { useUnforeseen } from './useUnforeseen.ts';

const chunkError = () => Object.assign(new Error('Failed to load chunk 7'), { name: 'ChunkLoadError' });

/** A part whose script comes at the given attempt. */
function partFrom(attempt: number, look: 'area' | 'over' | 'screen' = 'area') {
  let attempts = 0;
  return onDemand(async () => {
    attempts += 1;
    if (attempts < attempt) throw chunkError();
    return () => <p>Here I am</p>;
  }, look);
}

const answerPage = (answer: () => Promise<Response>) => vi.stubGlobal('fetch', vi.fn(answer));
const shown = (text: RegExp) => screen.findByText(text);

describe('a part of the interface that fails', () => {
  let logged: MockInstance<typeof console.error>;
  beforeEach(() => {
    logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    // React tells the console of each error that a boundary has caught; nothing else may be told there.
    const { calls } = logged.mock;
    const others = calls.filter((words) => !words.some((word) => /error boundary/i.test(String(word))));
    expect(others).toEqual([]);
    logged.mockClear();
  });

  it('SAY-3: its script does not come, though the app answers: it was updated, and reloading helps', async () => {
    answerPage(async () => new Response());
    const Part = partFrom(9);
    renderInRoom(<Part />);
    await shown(/Convene was updated/);
    expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    expect(screen.getByRole('alert').textContent).not.toContain('chunk');
  });

  it('SAY-3: nobody answers: it can be tried again, and then it is there', async () => {
    answerPage(async () => {
      throw new TypeError('Failed to fetch');
    });
    const Part = partFrom(2);
    const { user } = renderInRoom(<Part />);
    await shown(/Convene does not answer/);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await shown(/Here I am/);
  });

  it('SAY-3: offline it says so, and comes by itself with the network', async () => {
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    const Part = partFrom(2, 'screen');
    renderInRoom(<Part />);
    await shown(/You are offline/);
    online.mockReturnValue(true);
    act(() => void window.dispatchEvent(new Event('online')));
    await shown(/Here I am/);
    online.mockRestore();
  });

  it('SAY-3: what lies over the rest can be closed', async () => {
    answerPage(async () => new Response());
    const onClose = vi.fn();
    const Part = onDemand<{ onClose: () => void }>(async () => {
      throw chunkError();
    }, 'over');
    const { user } = renderInRoom(<Part onClose={onClose} />);
    await shown(/Convene was updated/);
    await user.click(screen.getByRole('button', { name: 'Close' }));
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('SAY-2: one that crashes says so in its place, and all else stays', async () => {
    let broken = true;
    const Fragile = () => {
      if (broken) throw new Error('cannot read properties of undefined');
      return <p>Whole again</p>;
    };
    const { user } = renderInRoom(
      <>
        <p>The meeting</p>
        <PartBoundary look="area">
          <Fragile />
        </PartBoundary>
      </>,
    );
    expect(screen.getByText('The meeting')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain('Everything else goes on');
    expect(document.body.textContent).not.toContain('undefined');
    broken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByText('Whole again')).toBeTruthy();
  });

  it('SAY-7: a whole page that crashes says what to do, and no word of the error', async () => {
    const Fragile = (): never => {
      throw new Error('cannot read properties of undefined');
    };
    renderInRoom(
      <PartBoundary look="screen">
        <Fragile />
      </PartBoundary>,
    );
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Something went wrong');
    expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy();
    expect(document.body.textContent).not.toContain('undefined');
  });

  it('SAY-4: what is on its way shows that', () => {
    const Part = onDemand(() => new Promise<() => undefined>(() => {}), 'area');
    renderInRoom(<Part />);
    expect(screen.getByRole('status').textContent).toBe('Loading');
  });
});

it('SAY-5: what nobody has caught is said in the meeting, once', () => {
  const room = createSession();
  const Watch = () => {
    useUnforeseen();
    return undefined;
  };
  renderInRoom(
    <>
      <Watch />
      <Notices onSeeWaiting={() => {}} onSettings={() => {}} onChat={() => {}} />
    </>,
    room,
  );
  act(() => room.client.sit([aParticipant(1, 'Ada')]));
  act(() => {
    for (let count = 0; count < 3; count += 1) window.dispatchEvent(new Event('unhandledrejection'));
  });
  expect(screen.getAllByText(/Something went wrong/)).toHaveLength(1);
});

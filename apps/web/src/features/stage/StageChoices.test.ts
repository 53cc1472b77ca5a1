// @vitest-environment happy-dom
import { ParticipantId, type StreamId, streamIdOf } from '@convene/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { StageChoices } from './StageChoices.ts';

const person = (n: number): StreamId =>
  streamIdOf(ParticipantId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`), 'camera');

afterEach(() => localStorage.clear());

describe('STAGE-7: what a person chose about the stage', () => {
  it('is remembered by the browser, what is pinned is not', () => {
    const first = new StageChoices();
    expect(first.choice.get()).toMatchObject({ mode: 'auto', selfView: 'tile', hidesWithoutVideo: false });
    first.setMode('speaker');
    first.setSelfView('floating');
    first.setCorner('topLeft');
    first.setHidesWithoutVideo(true);
    first.togglePin(person(1));
    first.setPage(3);
    expect(new StageChoices().choice.get()).toMatchObject({
      ...{ mode: 'speaker', selfView: 'floating', corner: 'topLeft', hidesWithoutVideo: true },
      ...{ pins: [], page: 0 },
    });
  });

  it.each(['', 'nonsense', '{"mode":"sideways"}', '[]', 'null'])(
    'begins anew where %j is stored',
    (stored) => {
      localStorage.setItem('convene.stage', stored);
      expect(new StageChoices().choice.get()).toMatchObject({ mode: 'auto', selfView: 'tile' });
    },
  );

  it('goes through the layouts one by one', () => {
    const { choice, nextMode } = new StageChoices();
    const modes = Array.from({ length: 4 }, () => {
      nextMode();
      return choice.get().mode;
    });
    expect(modes).toEqual(['grid', 'speaker', 'auto', 'grid']);
  });

  it('takes the floating picture round the stage', () => {
    const { choice, nextCorner } = new StageChoices();
    const corners = Array.from({ length: 4 }, () => {
      nextCorner();
      return choice.get().corner;
    });
    expect(corners).toEqual(['bottomLeft', 'topLeft', 'topRight', 'bottomRight']);
  });

  it('pins up to four, the newest in place of the oldest, and takes a pin back', () => {
    const { choice, togglePin } = new StageChoices();
    for (const n of [1, 2, 3, 4, 5]) togglePin(person(n));
    expect(choice.get().pins).toEqual([2, 3, 4, 5].map(person));
    togglePin(person(3));
    expect(choice.get().pins).toEqual([2, 4, 5].map(person));
  });

  it('STAGE-9: picks one of two screens, also over what is pinned', () => {
    const { choice, togglePin, showScreen } = new StageChoices();
    showScreen(person(1), false);
    expect(choice.get()).toMatchObject({ screen: person(1), pins: [] });
    togglePin(person(2));
    showScreen(person(3), true);
    expect(choice.get()).toMatchObject({ screen: person(3), pins: [person(3)] });
  });

  it('STAGE-13: turns no page before the first', () => {
    const { choice, turnPage } = new StageChoices();
    turnPage(-1);
    turnPage(1);
    expect(choice.get().page).toBe(1);
  });
});

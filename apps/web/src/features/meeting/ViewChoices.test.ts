// @vitest-environment happy-dom
import { streamIdOf } from '@convene/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { participantId } from '../../testing/FakeMeetingClient.ts';
import { ViewChoices } from './ViewChoices.ts';

const camera = streamIdOf(participantId(1), 'camera');
const screen = streamIdOf(participantId(1), 'screen');
const slug = 'abc-defg-hij';

afterEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe('ViewChoices', () => {
  it('QUALITY-5: the quality for all is remembered by the browser, audio only by the tab for this meeting', () => {
    const choices = new ViewChoices(slug);
    choices.chooseForAll('low');
    choices.setAudioOnly(true);
    choices.choose(camera, 'high');
    expect(new ViewChoices(slug).get()).toEqual({ all: 'low', audioOnly: true, tiles: new Map() });
    expect(new ViewChoices('xyz-defg-hij').get()).toMatchObject({ all: 'low', audioOnly: false });
    choices.chooseForAll('auto');
    choices.setAudioOnly(false);
    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0]);
  });

  it('QUALITY-5: what was remembered wrongly counts as nothing', () => {
    localStorage.setItem('convene.videoQuality', 'ultra');
    expect(new ViewChoices(slug).get().all).toBe('auto');
  });

  it('QUALITY-6: a choice for all takes the place of those for single cameras, not of a screen’s', () => {
    const choices = new ViewChoices(slug);
    choices.choose(camera, 'high');
    choices.choose(screen, 'off');
    choices.chooseForAll('low');
    expect([...choices.get().tiles]).toEqual([[screen, 'off']]);
  });

  it('QUALITY-7: a picture that is off is shown again: one, or all where all were', () => {
    const choices = new ViewChoices(slug);
    choices.chooseForAll('off');
    choices.showAgain(camera);
    expect(choices.get()).toMatchObject({ all: 'off', tiles: new Map([[camera, 'auto']]) });
    choices.setAudioOnly(true);
    choices.showAgain(camera);
    expect(choices.get().audioOnly).toBe(false);
  });
});

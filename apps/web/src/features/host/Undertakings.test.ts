import { AppError } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import { Undertakings } from './Undertakings.ts';

describe('HOSTUI-2: what is asked of the server', () => {
  const failures: unknown[] = [];
  const undertakings = new Undertakings({ onFailure: (error) => failures.push(error) });
  const underWay = () => [...undertakings.underWay.get()];

  it('is under way until it is answered, and asked once', async () => {
    let asked = 0;
    let answer: (() => void) | undefined;
    const ask = () => {
      asked += 1;
      return new Promise<void>((resolve) => (answer = resolve));
    };
    const first = undertakings.run('mute', ask);
    expect(await undertakings.run('mute', ask)).toBe(false);
    expect([asked, underWay()]).toEqual([1, ['mute']]);
    answer?.();
    expect([await first, underWay(), failures]).toEqual([true, [], []]);
  });

  it('is told when it fails, and can be asked again', async () => {
    const error = new Error('no');
    expect(await undertakings.run('mute', () => Promise.reject(error))).toBe(false);
    expect([failures, underWay()]).toEqual([[error], []]);
    expect(await undertakings.run('mute', () => Promise.resolve())).toBe(true);
  });

  it('is not asked at all while the server is out of reach', async () => {
    const error = AppError.timeout('reconnecting', 0);
    const told: unknown[] = [];
    const cutOff = new Undertakings({
      onFailure: (failure) => told.push(failure),
      requireReach: () => {
        throw error;
      },
    });
    let asked = 0;
    expect(await cutOff.run('mute', async () => (asked += 1))).toBe(false);
    expect([asked, told]).toEqual([0, [error]]);
  });
});

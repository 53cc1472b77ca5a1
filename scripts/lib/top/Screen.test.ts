import { EventEmitter } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { Screen } from './Screen.mjs';

/** A terminal of a few lines: what is typed goes in, what is written comes out. */
function terminal({ rows = 4, columns = 20 } = {}) {
  const written: string[] = [];
  const output = Object.assign(new EventEmitter(), {
    rows,
    columns,
    write: (text: string) => written.push(text) > 0,
  });
  const input = Object.assign(new EventEmitter(), {
    isTTY: true,
    isRaw: false,
    setRawMode: (raw: boolean) => (input.isRaw = raw),
    pause: () => {},
  });
  let quits = 0;
  const screen = new Screen({
    // Of a terminal the screen knows no more than this.
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
    onQuit: () => (quits += 1),
  });
  const type = (keys: string) => input.emit('data', Buffer.from(keys));
  const page = () => stripVTControlCharacters(written.at(-1)!).split('\r\n');
  return { screen, input, output, written, type, page, quits: () => quits };
}

it('TOP-4: draws one page over the last one, and scrolls by the arrows within what there is', () => {
  const { screen, type, page, output } = terminal();
  screen.show(['one', 'two', 'three', 'four', 'five']);
  expect(page()).toEqual(['one', 'two', 'three', 'q ends, the arrows s']);
  type('\u001B[B');
  expect(page().slice(0, 3)).toEqual(['two', 'three', 'four']);
  for (let n = 0; n < 9; n += 1) type('\u001B[B');
  expect(page().slice(0, 3)).toEqual(['three', 'four', 'five']);
  type('\u001B[5~');
  expect(page()[0]).toBe('one');
  output.rows = 3;
  output.emit('resize');
  expect(page()).toHaveLength(3);
  screen.show(['a line that is longer than the terminal']);
  expect(page()[0]).toBe('a line that is longe');
});

it.each(['q', '\u0003'])('TOP-5: %j ends it, and the terminal is as it was', (key) => {
  const { screen, input, output, written, type, quits } = terminal();
  expect(input.isRaw).toBe(true);
  type(key);
  expect(quits()).toBe(1);
  screen.close();
  screen.close();
  expect(input.isRaw).toBe(false);
  expect(written.filter((text) => text.includes('\u001B[?1049l'))).toHaveLength(1);
  expect([input.listenerCount('data'), output.listenerCount('resize')]).toEqual([0, 0]);
  const before = written.length;
  screen.show(['late']);
  expect(written).toHaveLength(before);
});

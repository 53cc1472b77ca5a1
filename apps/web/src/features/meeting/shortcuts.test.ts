// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { type Keystroke, shortcutOf, takesKeys } from './shortcuts.ts';

const stroke = (key: string, more: Partial<Keystroke> = {}): Keystroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  ...more,
});

describe('UI-11: keyboard shortcuts', () => {
  it.each([
    [stroke('d', { ctrlKey: true }), 'mute'],
    [stroke('d', { metaKey: true }), 'mute'],
    [stroke('e', { ctrlKey: true }), 'camera'],
    [stroke('m'), 'mute'],
    [stroke('V', { shiftKey: true }), 'camera'],
    [stroke('c'), 'chat'],
    [stroke('p'), 'people'],
    [stroke('f'), 'fullScreen'],
    [stroke('l'), 'layout'],
    [stroke('PageDown'), 'nextPage'],
    [stroke('PageUp'), 'previousPage'],
    [stroke('?', { shiftKey: true }), 'shortcuts'],
    [stroke('x'), undefined],
    [stroke('c', { ctrlKey: true }), undefined],
    [stroke('d', { ctrlKey: true, shiftKey: true }), undefined],
    [stroke('m', { altKey: true }), undefined],
    [stroke('m', { repeat: true }), undefined],
  ])('%o means %s', (pressed, meaning) => {
    expect(shortcutOf(pressed, false)).toBe(meaning);
  });

  it('plain keys are text while a person types; Ctrl+D still mutes', () => {
    expect(shortcutOf(stroke('m'), true)).toBeUndefined();
    expect(shortcutOf(stroke('d', { ctrlKey: true }), true)).toBe('mute');
  });

  it('plain keys are text also in a panel that is still loading: somebody writes already', () => {
    document.body.innerHTML = '<main><aside tabindex="-1"><output data-underway></output></aside></main>';
    const panel = document.querySelector('aside');
    expect([takesKeys(panel), takesKeys(document.querySelector('main'))]).toEqual([true, false]);
    panel?.replaceChildren();
    expect(takesKeys(panel)).toBe(false);
  });
});

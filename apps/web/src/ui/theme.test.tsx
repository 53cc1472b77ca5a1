// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { setTheme, useTheme } from './theme.ts';

const beforeFirstPaint = readFileSync(join(import.meta.dirname, '../../public/theme.js'), 'utf8');
const shown = () => document.documentElement.dataset['theme'];
const Shown = () => <p>{useTheme()}</p>;

afterEach(() => {
  cleanup();
  localStorage.clear();
  delete document.documentElement.dataset['theme'];
});

it.each(['light', 'dark'] as const)('UI-1: the choice "%s" is remembered before the first paint', (theme) => {
  setTheme(theme);
  expect(shown()).toBe(theme);
  // The page is loaded again.
  delete document.documentElement.dataset['theme'];
  window.eval(beforeFirstPaint);
  expect(shown()).toBe(theme);
});

it('UI-1: until the person chooses one, and when they choose it, the system’s preference counts', () => {
  window.eval(beforeFirstPaint);
  expect(shown()).toBeUndefined();
  setTheme('dark');
  setTheme('system');
  window.eval(beforeFirstPaint);
  expect(shown()).toBeUndefined();
});

it('UI-1: what shows the theme follows the choice', () => {
  render(<Shown />);
  expect(screen.getByText('system')).toBeDefined();
  act(() => setTheme('dark'));
  expect(screen.getByText('dark')).toBeDefined();
});

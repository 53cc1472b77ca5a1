// @vitest-environment happy-dom
import { act } from '@testing-library/react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, it, vi } from 'vitest';
import GlobalErrorPage from '../../app/global-error.tsx';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

afterEach(() => localStorage.clear());

it('SAY-2: where not even the layout could be drawn a page of our own says what to do, in the person’s colours', async () => {
  localStorage.setItem('convene.theme', 'dark');
  const root = createRoot(document);
  await act(async () => root.render(<GlobalErrorPage />));
  expect(document.querySelector('h1')?.textContent).toBe('Something went wrong');
  expect(document.body.textContent).toContain('Reload the page to come back');
  expect(document.querySelector('main button')?.textContent).toBe('Reload');
  expect(document.documentElement.dataset['theme']).toBe('dark');
  await act(async () => root.unmount());
});

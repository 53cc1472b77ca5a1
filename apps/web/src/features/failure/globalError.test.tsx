// @vitest-environment happy-dom
import { createRoot } from 'react-dom/client';
import { afterEach, expect, it, vi } from 'vitest';
import GlobalErrorPage from '../../app/global-error.tsx';

afterEach(() => localStorage.clear());

it('SAY-7: where not even the layout could be drawn a page of our own says what to do, in the person’s colours', async () => {
  localStorage.setItem('convene.theme', 'dark');
  const root = createRoot(document);
  root.render(<GlobalErrorPage />);
  const heading = () => document.querySelector('h1')?.textContent;
  await vi.waitFor(() => expect(heading()).toBe('Something went wrong'), { timeout: 4000 });
  expect(document.body.textContent).toContain('Reload the page to come back');
  expect(document.querySelector('main button')?.textContent).toBe('Reload');
  expect(document.documentElement.dataset['theme']).toBe('dark');
  root.unmount();
});

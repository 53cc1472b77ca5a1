// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { renderInRoom } from '../../testing/renderInRoom.tsx';
import { StartMeeting } from './StartMeeting.tsx';

it('ENTER-1: a new meeting bears the name it is given on the home page', async () => {
  const bodies: unknown[] = [];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    bodies.push(await new Response(init.body ?? null).json());
    return Response.json({ error: { code: -32_603, message: '', data: {} } }, { status: 500 });
  });
  const { user } = renderInRoom(<StartMeeting />);
  await user.click(screen.getByText('Meeting options'));
  await user.type(screen.getByRole('textbox', { name: 'Meeting name' }), 'Design review');
  await user.click(screen.getByRole('button', { name: 'New meeting' }));
  await vi.waitFor(() => expect(bodies).toEqual([expect.objectContaining({ title: 'Design review' })]));
  await vi.waitFor(() => expect(screen.getByRole('alert').textContent).not.toBe(''));
  vi.unstubAllGlobals();
});

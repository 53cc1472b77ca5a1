// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { WholeCatalogue } from '../../testing/WholeCatalogue.tsx';
import { DistributionScreen } from './DistributionScreen.tsx';
import type { NamedDistribution } from './distributionView.ts';

// Only the fields that the page reads.
const cluster = {
  servers: [1, 2].map((n) => ({
    ...{ serverId: `s${n}`, name: `media-${n}`, region: '', state: 'ready', live: true },
    ...{ load: 20, reserved: 5, capacity: 100, troubles: [] },
  })),
  workers: [1, 2].map((n) => ({
    ...{ workerId: `w${n}`, serverId: `s${n}`, index: 0, pid: 10 + n, cpu: 0.25, consumers: 20 },
  })),
  routers: [1, 2].map((n) => ({
    ...{ routerId: `r${n}00000000`, workerId: `w${n}`, serverId: `s${n}`, meetingId: 'm', producers: 1 },
  })),
  participants: [1, 2].map((n) => ({
    ...{ participantId: `p${n}`, meetingId: 'm', serverId: `s${n}`, workerId: `w${n}` },
    routerId: `r${n}00000000`,
  })),
  pipes: [
    {
      meetingId: 'm',
      sourceRouterId: 'r100000000',
      targetRouterId: 'r200000000',
      state: 'open',
      producers: 1,
    },
  ],
  meetings: [{ meetingId: 'm', slug: 'abc-defg-hij' }],
  people: [
    { participantId: 'p1', name: 'Ada' },
    { participantId: 'p2', name: 'Bob' },
  ],
} as unknown as NamedDistribution;
const nothing = Object.fromEntries(
  Object.keys(cluster).map((key) => [key, []]),
) as unknown as NamedDistribution;

afterEach(cleanup);

function show(distribution: NamedDistribution, stale = false) {
  const page = (shown: NamedDistribution) => (
    <WholeCatalogue>
      <DistributionScreen state="shown" distribution={shown} at={0} stale={stale} />
    </WholeCatalogue>
  );
  const { rerender } = render(page(distribution));
  return { user: userEvent.setup(), update: (next: NamedDistribution) => rerender(page(next)) };
}
const rowsOf = (table: string) =>
  within(screen.getByRole('table', { name: table }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => [...row.children].map((cell) => cell.lastChild?.textContent).join(' | '));

it('ADMIN-1: lists each person with meeting, router, worker and server', () => {
  show(cluster);
  expect(rowsOf('People')).toEqual([
    'Ada | abc-defg-hij | r1000000 | 0 | media-1',
    'Bob | abc-defg-hij | r2000000 | 0 | media-2',
  ]);
});

it('ADMIN-9: says what troubles a server', () => {
  const troubles = [
    { code: 'workersGivenUp', workers: [1, 3] },
    { code: 'clockOff', offsetMs: -60_400 },
    { code: 'databaseDiskFull' },
  ];
  show({
    ...cluster,
    servers: cluster.servers.map((server) => ({ ...server, troubles })),
  } as NamedDistribution);
  expect(screen.getAllByText('Workers 1, 3 died too often and rest')).toHaveLength(2);
  expect(screen.getAllByText('Its clock is 60 s behind the database’s')).toHaveLength(2);
  expect(screen.getAllByText('The disk of the database is full')).toHaveLength(2);
});

it('ADMIN-2: shows the load of servers and workers in words beside the bars', () => {
  show(cluster);
  const [server] = within(screen.getByRole('region', { name: /Servers and workers/ })).getAllByRole(
    'listitem',
  );
  expect(server?.textContent).toContain('load 25 of 100');
  expect(server?.textContent).toContain('20 of 100 consumers');
  expect(server?.textContent).toContain('CPU 25 %');
});

it('ADMIN-3: lists each pipe from where to where, with its state and producers', () => {
  show(cluster);
  expect(screen.getByRole('table', { name: 'Pipes' }).textContent).toContain(
    'media-1 · Worker 0 · r1000000tomedia-2 · Worker 0 · r2000000',
  );
  expect(rowsOf('Pipes')[0]).toMatch(/abc-defg-hij \| Open \| 1$/);
});

it('ADMIN-4: what is typed is searched for at once; Escape shows all again', async () => {
  const { user } = show(cluster);
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: 'Find' }));
  await user.keyboard('ada');
  expect(rowsOf('People')).toHaveLength(1);
  await user.keyboard(' and nobody else');
  expect(screen.getByText('Nothing found')).toBeTruthy();
  await user.keyboard('{Escape}');
  expect(rowsOf('People')).toHaveLength(2);
});

it('ADMIN-5: a new reading changes what has changed, and leaves the search and the other rows as they are', async () => {
  const { user, update } = show(cluster);
  await user.type(screen.getByRole('searchbox', { name: 'Find' }), 'media');
  const before = screen.getByRole('table', { name: 'People' });
  const ada = within(before).getByText('Ada');
  update({ ...cluster, participants: cluster.participants.slice(0, 1), pipes: [] });
  expect(screen.getByRole('table', { name: 'People' })).toBe(before);
  expect(within(before).getByText('Ada')).toBe(ada);
  expect(rowsOf('People')).toHaveLength(1);
  expect(screen.getByText('Nothing is piped right now.')).toBeTruthy();
  expect(screen.getByRole<HTMLInputElement>('searchbox', { name: 'Find' }).value).toBe('media');
});

it('ADMIN-10: says what its words mean', () => {
  show(cluster);
  for (const title of [/^Servers and workers/, /^People/, /^Pipes/]) {
    const [first] = within(screen.getByRole('region', { name: title })).getAllByRole('paragraph');
    expect(first?.textContent).toMatch(/\.$/);
  }
});

it('ADMIN-6: says that nothing runs, that nobody is there, and that a reading is old', () => {
  show(nothing, true);
  expect(screen.getByText('No media server is running')).toBeTruthy();
  expect(screen.getByText('Nobody is in a meeting.')).toBeTruthy();
  expect(screen.getByText(/cannot be read right now\. Showing the last one/)).toBeTruthy();
});

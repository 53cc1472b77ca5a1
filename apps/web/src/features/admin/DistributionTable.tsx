'use client';

import { Fragment, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { ServerLine, WorkerLine } from './distributionView.ts';

/** "Ada, Bob, Cem", as the reader's language has it. */
const listFormat = new Intl.ListFormat(undefined, { type: 'unit', style: 'short' });

const cell = 'px-4 py-3 text-left align-top font-normal';

/** Server, worker, room and people, one row for each room of a worker. */
export function DistributionTable({ servers }: { readonly servers: readonly ServerLine[] }) {
  const t = useTranslations('admin');
  if (servers.length === 0) return <p className="text-muted">{t('empty')}</p>;
  return (
    <div className="overflow-x-auto rounded-card border border-line bg-surface">
      <table className="w-full min-w-2xl border-collapse text-sm tabular-nums">
        <thead>
          <tr className="border-b border-line text-muted">
            {(['server', 'worker', 'cpu', 'consumers', 'room', 'people'] as const).map((column) => (
              <th key={column} scope="col" className="px-4 py-3 text-left font-medium">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {servers.map((server) => (
            <ServerRows key={server.serverId} server={server} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ServerRows({ server }: { readonly server: ServerLine }) {
  const t = useTranslations('admin');
  const rows = server.workers.reduce((count, worker) => count + Math.max(1, worker.rooms.length), 0);
  const head = (
    <th scope="rowgroup" rowSpan={Math.max(1, rows)} className={`${cell} border-r border-line`}>
      <span className="font-medium">{server.name}</span>
      <span className="mt-0.5 block text-xs text-muted">
        {t(`states.${server.state}`)} · {t('load', { load: server.load, capacity: server.capacity })}
      </span>
    </th>
  );
  if (server.workers.length === 0) {
    return (
      <tr className="border-b border-line last:border-0">
        {head}
        <td colSpan={5} className={`${cell} text-muted`}>
          {t('noWorkers')}
        </td>
      </tr>
    );
  }
  return server.workers.map((worker, index) => (
    <WorkerRows key={worker.workerId} worker={worker} head={index === 0 ? head : undefined} />
  ));
}

function WorkerRows({ worker, head }: { readonly worker: WorkerLine; readonly head: ReactNode }) {
  const t = useTranslations('admin');
  const rooms = worker.rooms.length === 0 ? [undefined] : worker.rooms;
  return rooms.map((room, index) => (
    <tr key={room?.meetingId ?? 'idle'} className="border-b border-line last:border-0">
      {index === 0 && (
        <Fragment>
          {head}
          <th scope="row" rowSpan={rooms.length} className={cell}>
            <span className="font-medium">{worker.index}</span>
            <span className="ml-2 text-xs text-muted">{t('pid', { pid: String(worker.pid) })}</span>
          </th>
          <td rowSpan={rooms.length} className={cell}>
            {Math.round(worker.cpu * 100)} %
          </td>
          <td rowSpan={rooms.length} className={cell}>
            {worker.consumers}
          </td>
        </Fragment>
      )}
      {room === undefined ? (
        <td colSpan={2} className={`${cell} text-muted`}>
          {t('idle')}
        </td>
      ) : (
        <>
          <td className={cell}>
            <code className="text-xs whitespace-nowrap">{room.slug ?? room.meetingId}</code>
          </td>
          <td className={cell}>
            <span className="font-medium">{room.people.length}</span>
            <span className="mt-0.5 block text-xs text-pretty wrap-anywhere text-muted">
              {listFormat.format(room.people)}
            </span>
          </td>
        </>
      )}
    </tr>
  ));
}

'use client';

import { assertNever } from '@convene/protocol';
import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';
import type { ServerLine, WorkerLine } from './distributionView.ts';
import { LoadBar } from './LoadBar.tsx';

const percent = (share: number) => `${Math.round(share * 100)} %`;

const states: Record<ServerLine['state'], string> = {
  ready: 'text-good-ink',
  draining: 'text-warn-ink',
  closing: 'text-warn-ink',
  lost: 'text-danger-ink',
};

/** Each server with its workers, and what they carry of what they may. */
export function ServerCards({ servers }: { readonly servers: readonly ServerLine[] }) {
  return (
    <ul className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
      {servers.map((server) => (
        <li key={server.serverId} className="min-w-0 rounded-card border border-line bg-surface p-5">
          <ServerCard server={server} />
        </li>
      ))}
    </ul>
  );
}

function ServerCard({ server }: { readonly server: ServerLine }) {
  const t = useTranslations('admin');
  const { load, capacity } = server;
  return (
    <>
      <div className="flex items-baseline justify-between gap-3">
        <h3 className="min-w-0 font-medium wrap-anywhere">{server.name}</h3>
        <span className={cx('flex items-center gap-1.5 text-sm', states[server.state])}>
          <span aria-hidden="true" className="size-2 rounded-full bg-current" />
          {t(`states.${server.state}`)}
        </span>
      </div>
      <p className="mt-0.5 mb-3 flex flex-wrap justify-between gap-x-3 text-sm text-muted tabular-nums">
        <span>
          {server.region !== '' && `${server.region} · `}
          {t('people', { people: server.people })}
        </span>
        <span>{t('load', { load, capacity })}</span>
      </p>
      <LoadBar share={capacity === 0 ? 0 : load / capacity} />
      <Troubles troubles={server.troubles} />
      {server.workers.length === 0 ? (
        <p className="mt-4 text-sm text-muted">{t('noWorkers')}</p>
      ) : (
        <ul className="mt-4 flex flex-col gap-3 border-t border-line pt-4">
          {server.workers.map((worker) => (
            <li key={worker.workerId}>
              <WorkerRow worker={worker} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Troubles({ troubles }: Pick<ServerLine, 'troubles'>) {
  const t = useTranslations('admin.troubles');
  if (troubles.length === 0) return null;
  return (
    <ul className="mt-3 flex flex-col gap-1 text-sm text-warn-ink">
      {troubles.map((trouble) => (
        <li key={trouble.code}>{sentenceOf(trouble, t)}</li>
      ))}
    </ul>
  );
}

function sentenceOf(
  trouble: ServerLine['troubles'][number],
  t: ReturnType<typeof useTranslations<'admin.troubles'>>,
): string {
  switch (trouble.code) {
    case 'workersGivenUp': {
      return t('workersGivenUp', { count: trouble.workers.length, workers: trouble.workers.join(', ') });
    }
    case 'clockOff': {
      const seconds = Math.round(Math.abs(trouble.offsetMs) / 1000);
      return trouble.offsetMs > 0 ? t('clockAhead', { seconds }) : t('clockBehind', { seconds });
    }
    case 'databaseUnavailable':
    case 'databaseDiskFull': {
      return t(trouble.code);
    }
    default: {
      return assertNever(trouble);
    }
  }
}

function WorkerRow({ worker }: { readonly worker: WorkerLine }) {
  const t = useTranslations('admin');
  const { consumers, capacity, meetings, people } = worker;
  return (
    <div className="text-sm tabular-nums">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-medium">
          {t('workerNumber', { index: worker.index })}
          <span className="ml-2 text-xs font-normal text-muted">{t('pid', { pid: String(worker.pid) })}</span>
        </span>
        <span>{t('consumers', { consumers, capacity })}</span>
      </div>
      <div className="my-1.5">
        <LoadBar share={capacity === 0 ? 0 : consumers / capacity} />
      </div>
      <div className="flex flex-wrap justify-between gap-x-3 text-xs text-muted">
        <span>
          {t('meetings', { meetings: meetings.length })} · {t('people', { people })}
        </span>
        <span>{t('cpu', { cpu: percent(worker.cpu) })}</span>
      </div>
    </div>
  );
}

'use client';

import { ArrowRight } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { DataTable } from './DataTable.tsx';
import type { PersonLine, PipeLine, Place } from './distributionView.ts';

const NONE = '–';

/** The beginning of a router's id; all of it is found by the search, and shown on hover. */
function RouterId({ id }: { readonly id: string | undefined }) {
  if (id === undefined) return NONE;
  return (
    <code title={id} className="text-xs">
      {id.slice(0, 8)}
    </code>
  );
}

const Code = ({ text }: { readonly text: string }) => (
  <code className="text-xs whitespace-nowrap">{text}</code>
);

/** User → router → worker → server (004-96). */
export function PeopleTable({ people }: { readonly people: readonly PersonLine[] }) {
  const t = useTranslations('admin');
  return (
    <DataTable
      caption={t('peopleTitle')}
      labels={[t('person'), t('meeting'), t('router'), t('worker'), t('server')]}
      rows={people.map(({ participantId, name, meeting, place }) => ({
        key: participantId,
        cells: [
          <span key="name" className="font-medium">
            {name}
          </span>,
          <Code key="meeting" text={meeting} />,
          <RouterId key="router" id={place.routerId} />,
          place.workerIndex ?? NONE,
          place.serverName,
        ],
      }))}
    />
  );
}

/** Which router has producers of which other one, and what the pipe between them carries. */
export function PipesTable({ pipes }: { readonly pipes: readonly PipeLine[] }) {
  const t = useTranslations('admin');
  return (
    <DataTable
      caption={t('pipesTitle')}
      labels={[t('fromTo'), t('meeting'), t('state'), t('producers')]}
      rows={pipes.map(({ key, source, target, meeting, state, producers }) => ({
        key,
        cells: [
          <span key="ends" className="flex flex-wrap items-center gap-x-2">
            <End place={source} />
            <ArrowRight aria-hidden="true" className="size-4 shrink-0 text-muted" />
            <span className="sr-only">{t('to')}</span>
            <End place={target} />
          </span>,
          <Code key="meeting" text={meeting} />,
          t(`pipeStates.${state}`),
          producers,
        ],
      }))}
    />
  );
}

function End({ place: { serverName, workerIndex, routerId } }: { readonly place: Place }) {
  const t = useTranslations('admin');
  return (
    <span>
      <span className="font-medium">{serverName}</span>
      {workerIndex !== undefined && ` · ${t('workerNumber', { index: workerIndex })}`} ·{' '}
      <RouterId id={routerId} />
    </span>
  );
}

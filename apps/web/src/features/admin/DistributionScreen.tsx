'use client';

import { SearchX, ServerOff, TriangleAlert } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { distributionView } from './distributionView.ts';
import { findInView } from './findInView.ts';
import { PeopleTable, PipesTable } from './MapTables.tsx';
import { ServerCards } from './ServerCards.tsx';
import type { DistributionState } from './useDistribution.ts';

const timeFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** What runs where, all of it or what is searched for. */
export function DistributionScreen({
  distribution,
  at,
  stale,
}: Extract<DistributionState, { state: 'shown' }>) {
  const t = useTranslations('admin');
  const [search, setSearch] = useState('');
  const view = distributionView(distribution);
  const { servers, people, pipes } = findInView(view, search);
  const nothingFound = search.trim() !== '' && servers.length + people.length + pipes.length === 0;
  return (
    <>
      {stale && (
        <Banner tone="warn" icon={<TriangleAlert aria-hidden="true" />}>
          {t('stale')}
        </Banner>
      )}
      <p className="-mt-4 flex flex-wrap justify-between gap-x-6 gap-y-1 text-sm text-muted tabular-nums">
        <span>
          {t('summary', {
            servers: view.servers.length,
            workers: distribution.workers.length,
            people: view.people.length,
          })}
        </span>
        <span>{t('updated', { time: timeFormat.format(at) })}</span>
      </p>
      <TextField
        label={t('search')}
        type="search"
        placeholder={t('searchHint')}
        value={search}
        autoComplete="off"
        spellCheck={false}
        className="max-w-xl"
        onChange={({ target }) => setSearch(target.value)}
        onKeyDown={({ key }) => key === 'Escape' && setSearch('')}
      />
      {nothingFound ? (
        <EmptyState
          icon={<SearchX aria-hidden="true" />}
          title={t('nothingFound')}
          text={t('nothingFoundText')}
        />
      ) : (
        <>
          <Section title={t('serversTitle')} hint={t('serversHint')} count={servers.length}>
            {view.servers.length === 0 ? (
              <EmptyState icon={<ServerOff aria-hidden="true" />} title={t('empty')} text={t('emptyText')} />
            ) : (
              <ServerCards servers={servers} />
            )}
          </Section>
          <Section title={t('peopleTitle')} hint={t('peopleHint')} count={people.length}>
            {people.length === 0 ? (
              <Nobody text={view.people.length === 0 ? t('nobody') : t('nobodyFound')} />
            ) : (
              <Card>
                <PeopleTable people={people} />
              </Card>
            )}
          </Section>
          <Section title={t('pipesTitle')} hint={t('pipesHint')} count={pipes.length}>
            {pipes.length === 0 ? (
              <Nobody text={view.pipes.length === 0 ? t('noPipes') : t('noPipesFound')} />
            ) : (
              <Card>
                <PipesTable pipes={pipes} />
              </Card>
            )}
          </Section>
        </>
      )}
    </>
  );
}

type SectionProps = {
  readonly title: string;
  /** What the words in it mean, for somebody who sees it for the first time. */
  readonly hint: string;
  readonly count: number;
  readonly children: ReactNode;
};

function Section({ title, hint, count, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h2 id={id} className="flex items-baseline gap-2 text-lg font-semibold tracking-tight">
        {title}
        <span className="text-sm font-normal text-muted tabular-nums">{count}</span>
      </h2>
      <p className="-mt-2 max-w-3xl text-sm text-pretty text-muted">{hint}</p>
      {children}
    </section>
  );
}

const Card = ({ children }: { readonly children: ReactNode }) => (
  <div className="overflow-hidden rounded-card border border-line bg-surface">{children}</div>
);

const Nobody = ({ text }: { readonly text: string }) => <p className="text-sm text-muted">{text}</p>;

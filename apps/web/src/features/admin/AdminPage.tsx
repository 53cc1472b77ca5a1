'use client';

import { assertNever } from '@convene/protocol';
import { SearchX, ServerOff, TriangleAlert } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { distributionView } from './distributionView.ts';
import { findInView } from './findInView.ts';
import { PeopleTable, PipesTable } from './MapTables.tsx';
import { ServerCards } from './ServerCards.tsx';
import { SignIn } from './SignIn.tsx';
import { type DistributionState, useDistribution } from './useDistribution.ts';

const timeFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** For operators: who sits on which worker of which server, and what goes between them. */
export function AdminPage() {
  const t = useTranslations('admin');
  // Signed in, everything is asked for anew.
  const [signIns, setSignIns] = useState(0);
  return (
    <div className="flex min-h-dvh flex-col">
      <PageHeader />
      <main className="safe-x mx-auto flex w-full max-w-7xl flex-1 flex-col gap-6 py-6 [--safe-pad:1.25rem] sm:py-8 sm:[--safe-pad:2rem]">
        <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">{t('title')}</h1>
        <Distribution key={signIns} onSignedIn={() => setSignIns((count) => count + 1)} />
      </main>
    </div>
  );
}

function Distribution({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const t = useTranslations('admin');
  const state = useDistribution();
  switch (state.state) {
    case 'loading': {
      return <Spinner className="size-6" />;
    }
    case 'failed': {
      return (
        <Banner tone="danger" icon={<TriangleAlert aria-hidden="true" />}>
          {t('failed')}
        </Banner>
      );
    }
    case 'signedOut': {
      return <SignIn onSignedIn={onSignedIn} />;
    }
    case 'shown': {
      return <Shown {...state} />;
    }
    default: {
      return assertNever(state);
    }
  }
}

function Shown({ distribution, at, stale }: Extract<DistributionState, { state: 'shown' }>) {
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
          <Section title={t('serversTitle')} count={servers.length}>
            {view.servers.length === 0 ? (
              <EmptyState icon={<ServerOff aria-hidden="true" />} title={t('empty')} text={t('emptyText')} />
            ) : (
              <ServerCards servers={servers} />
            )}
          </Section>
          <Section title={t('peopleTitle')} count={people.length}>
            {people.length === 0 ? (
              <Nobody text={view.people.length === 0 ? t('nobody') : t('nobodyFound')} />
            ) : (
              <Card>
                <PeopleTable people={people} />
              </Card>
            )}
          </Section>
          <Section title={t('pipesTitle')} count={pipes.length}>
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

type SectionProps = { readonly title: string; readonly count: number; readonly children: ReactNode };

function Section({ title, count, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h2 id={id} className="flex items-baseline gap-2 text-lg font-semibold tracking-tight">
        {title}
        <span className="text-sm font-normal text-muted tabular-nums">{count}</span>
      </h2>
      {children}
    </section>
  );
}

const Card = ({ children }: { readonly children: ReactNode }) => (
  <div className="overflow-hidden rounded-card border border-line bg-surface">{children}</div>
);

const Nobody = ({ text }: { readonly text: string }) => <p className="text-sm text-muted">{text}</p>;

'use client';

import { assertNever } from '@convene/protocol';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { DistributionTable } from './DistributionTable.tsx';
import { distributionView } from './distributionView.ts';
import { SignIn } from './SignIn.tsx';
import { type DistributionState, useDistribution } from './useDistribution.ts';

const timeFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** For operators: who sits on which worker of which server. */
export function AdminPage() {
  const t = useTranslations('admin');
  // Signed in, everything is asked for anew.
  const [signIns, setSignIns] = useState(0);
  return (
    <div className="flex min-h-dvh flex-col">
      <PageHeader />
      <main className="safe-x mx-auto flex w-full max-w-7xl flex-1 flex-col gap-6 py-8 [--safe-pad:1.25rem] sm:[--safe-pad:2rem]">
        <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">{t('title')}</h1>
        <Distribution key={signIns} onSignedIn={() => setSignIns((count) => count + 1)} />
      </main>
    </div>
  );
}

function Distribution({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const state = useDistribution();
  switch (state.state) {
    case 'loading': {
      return <Spinner className="size-6" />;
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
  const view = distributionView(distribution);
  return (
    <>
      {stale && (
        <Banner tone="warn" icon={<TriangleAlert aria-hidden="true" />}>
          {t('stale')}
        </Banner>
      )}
      <p className="flex flex-wrap justify-between gap-x-6 gap-y-1 text-sm text-muted">
        <span>
          {t('summary', {
            servers: view.servers.length,
            workers: distribution.workers.length,
            people: view.people,
          })}
        </span>
        <span>{t('updated', { time: timeFormat.format(at) })}</span>
      </p>
      <DistributionTable servers={view.servers} />
    </>
  );
}

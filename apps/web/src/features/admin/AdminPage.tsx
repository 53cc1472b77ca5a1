'use client';

import { assertNever } from '@convene/protocol';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { enAdmin } from '../../messages/enAdmin.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { DistributionScreen } from './DistributionScreen.tsx';
import { SignIn } from './SignIn.tsx';
import { useDistribution } from './useDistribution.ts';

/** For operators: who sits on which worker of which server, and what goes between them. */
export function AdminPage() {
  return (
    <MoreWords messages={enAdmin}>
      <Page />
    </MoreWords>
  );
}

function Page() {
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
      return <DistributionScreen {...state} />;
    }
    default: {
      return assertNever(state);
    }
  }
}

'use client';

import { CircleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { enCheck } from '../../messages/enCheck.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { CheckFindings } from './CheckFindings.tsx';
import { ConnectionProbe } from './ConnectionProbe.ts';

/** Checks when it comes up, and says what came of it. */
export function ConnectionPanel() {
  return (
    <MoreWords messages={enCheck}>
      <Panel />
    </MoreWords>
  );
}

function Panel() {
  const t = useTranslations();
  const { client, lastCheck } = useRoom();
  const [probe] = useState(
    () => new ConnectionProbe({ client, onResult: (result) => lastCheck.set({ ...result, at: new Date() }) }),
  );
  const now = useStore(probe.state);
  useEffect(() => {
    probe.start();
    return () => probe.close();
  }, [probe]);

  const section = useRef<HTMLElement>(null);
  const isRunning = now.state === 'running';
  useEffect(() => {
    // In some browsers it answers a promise, which React would take for a clean-up.
    section.current?.scrollIntoView({ block: isRunning ? 'nearest' : 'end' });
  }, [isRunning]);

  return (
    <section
      // It opens below what a small window shows, and grows when it is done.
      ref={section}
      aria-label={t('check.title')}
      aria-busy={now.state === 'running' || undefined}
      className="flex animate-fade flex-col gap-4 rounded-card border border-line bg-surface p-4 sm:p-5"
    >
      {now.state === 'running' && (
        <output className="flex items-center gap-3 text-sm">
          <Spinner className="size-5 shrink-0" />
          <span className="flex flex-col">
            <span className="font-medium">{t(`check.steps.${now.step}`)}</span>
            <span className="text-muted">{t('check.running')}</span>
          </span>
        </output>
      )}
      {now.state === 'done' && <CheckFindings result={now.result} />}
      {now.state === 'failed' && (
        <Banner tone="warn" icon={<CircleAlert aria-hidden="true" />}>
          {t(`errors.${now.code}`)}
        </Banner>
      )}
      {now.state !== 'running' && (
        <Button size="sm" className="self-start" onClick={() => probe.start()}>
          {t('check.again')}
        </Button>
      )}
    </section>
  );
}

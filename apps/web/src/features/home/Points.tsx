'use client';

import { Link2, RefreshCw, Server } from 'lucide-react';
import { useTranslations } from 'use-intl';

/** Three reasons, in a line each. */
export function Points() {
  const t = useTranslations('home.points');
  const points = [
    { icon: <Link2 aria-hidden="true" />, title: t('link'), text: t('linkText') },
    { icon: <Server aria-hidden="true" />, title: t('own'), text: t('ownText') },
    { icon: <RefreshCw aria-hidden="true" />, title: t('steady'), text: t('steadyText') },
  ];
  return (
    <ul className="grid gap-x-10 gap-y-6 border-t border-line pt-8 sm:grid-cols-3">
      {points.map((point) => (
        <li key={point.title} className="flex gap-3.5">
          <span className="mt-0.5 text-accent-ink [&>svg]:size-5">{point.icon}</span>
          <div className="flex flex-col gap-1">
            <h2 className="text-[0.9375rem] font-semibold">{point.title}</h2>
            <p className="text-sm leading-relaxed text-pretty text-muted">{point.text}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

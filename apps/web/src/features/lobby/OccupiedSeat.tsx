'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { useRoom } from '../meeting/roomContext.ts';

/** Another tab of this browser sits in the meeting: come here instead, or sit down a second time. */
export function OccupiedSeat({ joining }: { readonly joining: boolean }) {
  const t = useTranslations('lobby');
  const { client } = useRoom();
  const [entering, setEntering] = useState(false);
  const joinAsAnother = () => {
    setEntering(true);
    // A failure shows as the meeting's phase.
    client
      .enterAsAnother()
      .catch(() => undefined)
      .finally(() => setEntering(false));
  };
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-5">
      <div>
        <h2 className="font-semibold">{t('occupiedTitle')}</h2>
        <p className="mt-1 text-sm text-pretty text-muted">{t('occupied')}</p>
      </div>
      <Button type="submit" variant="primary" busy={joining}>
        {t('switchTab')}
      </Button>
      <Button busy={entering} onClick={joinAsAnother}>
        {t('joinAsAnother')}
      </Button>
    </section>
  );
}

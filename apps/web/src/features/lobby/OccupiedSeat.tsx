'use client';

import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';

type Props = {
  readonly clicked: 'join' | 'takeOver' | 'another' | undefined;
  readonly onAnother: () => void;
};

/** Another tab of this browser sits in the meeting: come here instead, or sit down a second time. */
export function OccupiedSeat({ clicked, onAnother }: Props) {
  const t = useTranslations('lobby');
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-5">
      <div>
        <h2 className="font-semibold">{t('occupiedTitle')}</h2>
        <p className="mt-1 text-sm text-pretty text-muted">{t('occupied')}</p>
      </div>
      <Button type="submit" variant="primary" busy={clicked === 'takeOver'}>
        {t('switchTab')}
      </Button>
      <Button busy={clicked === 'another'} onClick={onAnother}>
        {t('joinAsAnother')}
      </Button>
    </section>
  );
}

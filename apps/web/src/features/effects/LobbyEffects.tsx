'use client';

import { AudioLines, UserRound } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Switch } from '../../ui/Switch.tsx';
import { useEffectSwitch } from './useEffectSwitch.ts';

/** Both effects at a glance: what they do is told in the settings. */
export function LobbyEffects() {
  const t = useTranslations('effects');
  const blur = useEffectSwitch('blur');
  const noise = useEffectSwitch('noise');
  return (
    <div className="grid gap-3 px-3.5 py-2 lg:landscape:grid-cols-2 lg:landscape:gap-x-8">
      <Switch
        label={t('blur')}
        {...(!blur.can && { text: t('cannotBlur') })}
        icon={<UserRound aria-hidden="true" />}
        busy={blur.busy}
        checked={blur.on}
        disabled={blur.disabled}
        onChange={blur.set}
      />
      <Switch
        label={t('noise')}
        {...(!noise.can && { text: t('cannot') })}
        icon={<AudioLines aria-hidden="true" />}
        busy={noise.busy}
        checked={noise.on}
        disabled={noise.disabled}
        onChange={noise.set}
      />
    </div>
  );
}

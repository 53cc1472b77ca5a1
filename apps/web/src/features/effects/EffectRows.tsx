'use client';

import { useTranslations } from 'use-intl';
import { Switch } from '../../ui/Switch.tsx';
import { useEffectSwitch } from './useEffectSwitch.ts';

/** In the settings: RNNoise on or off. */
export function NoiseRow() {
  const t = useTranslations('effects');
  const { can, on, busy, disabled, set } = useEffectSwitch('noise');
  return (
    <Switch
      row
      label={t('noise')}
      text={can ? t('noiseText') : t('cannot')}
      checked={on}
      busy={busy}
      disabled={disabled}
      onChange={set}
    />
  );
}

/** In the settings: the background as it is, or blurred. */
export function BlurRow() {
  const t = useTranslations('effects');
  const { can, on, busy, disabled, set } = useEffectSwitch('blur');
  return (
    <Switch
      row
      label={t('blur')}
      text={can ? t('blurText') : t('cannotBlur')}
      checked={on}
      busy={busy}
      disabled={disabled}
      onChange={set}
    />
  );
}

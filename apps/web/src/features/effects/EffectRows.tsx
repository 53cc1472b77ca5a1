'use client';

import { useTranslations } from 'use-intl';
import { SwitchRow } from '../../ui/SwitchRow.tsx';
import { useEffectSwitch } from './useEffectSwitch.ts';

/** In the settings: RNNoise on or off. */
export function NoiseRow() {
  const t = useTranslations('effects');
  const { can, on, busy, disabled, set } = useEffectSwitch('noise');
  return (
    <SwitchRow
      label={t('noise')}
      text={can ? t('noiseText') : t('cannot')}
      on={on}
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
    <SwitchRow
      label={t('blur')}
      text={can ? t('blurText') : t('cannotBlur')}
      on={on}
      busy={busy}
      disabled={disabled}
      onChange={set}
    />
  );
}

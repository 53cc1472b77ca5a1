'use client';

import { Hand } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { undertakingOf } from './HostActions.ts';
import { useOwnHand, useToggleHand } from './useOwnHand.ts';
import { useUndertaking } from './useUndertaking.ts';

/** Raises and lowers the person's own hand; it is up when the server has it. */
export function HandButton({ inToolbar }: { readonly inToolbar: (button: ReactElement) => ReactElement }) {
  const t = useTranslations('host');
  const isUp = useOwnHand();
  const busy = useUndertaking(undertakingOf.hand);
  return inToolbar(
    <IconButton
      label={isUp ? t('lower') : t('raise')}
      keys="H"
      variant={isUp ? 'on' : 'control'}
      aria-busy={busy || undefined}
      icon={
        <>
          <Hand className="size-5" aria-hidden="true" />
          {/* Most answers come sooner than it shows. */}
          {busy && (
            <Spinner className="absolute size-9 animate-[spin_1s_linear_infinite,fade_200ms_400ms_both]" />
          )}
        </>
      }
      onClick={useToggleHand()}
    />,
  );
}

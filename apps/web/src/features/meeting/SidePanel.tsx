'use client';

import { X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { focusAgain, focused } from '../../ui/useFocusReturn.ts';

type Props = { readonly title: string; readonly onClose: () => void; readonly children: ReactNode };

/** Stands beside the stage; on a phone it is a sheet over it. */
export function SidePanel({ title, onClose, children }: Props) {
  const t = useTranslations('common');
  const headingId = useId();
  const panel = useRef<HTMLElement>(null);
  // Looked for at once, too: the menu that opened it may be gone by the time of the effect.
  const [opener] = useState(focused);

  // Focus comes along, and goes back to where it was when the panel takes it away with itself.
  useEffect(() => {
    const element = panel.current;
    const before = focused();
    element?.focus({ preventScroll: true });
    return () => {
      const inside =
        element?.contains(document.activeElement) === true || document.activeElement === document.body;
      if (inside) focusAgain(before, opener);
    };
  }, [opener]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.stopPropagation();
    onClose();
  };
  return (
    // The panel only listens for Escape from the controls inside it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside
      ref={panel}
      tabIndex={-1}
      aria-labelledby={headingId}
      onKeyDown={onKeyDown}
      className="fixed inset-x-0 top-[12dvh] bottom-0 z-30 flex animate-sheet flex-col overflow-hidden rounded-t-3xl border border-line bg-surface pb-[env(safe-area-inset-bottom)] shadow-float outline-none md:static md:mt-3 md:mr-3 md:w-88 md:shrink-0 md:animate-fade md:rounded-card md:pb-0 md:shadow-none"
    >
      <header className="flex items-center justify-between gap-3 py-3 pr-3 pl-5">
        <h2 id={headingId} className="text-[1.0625rem] font-semibold tracking-tight">
          {title}
        </h2>
        <IconButton label={t('close')} icon={<X className="size-5" aria-hidden="true" />} onClick={onClose} />
      </header>
      <div className="flex min-h-0 flex-1 flex-col">{children}</div>
    </aside>
  );
}

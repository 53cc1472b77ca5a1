'use client';

import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from './IconButton.tsx';

type Props = {
  readonly title: string;
  readonly text: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** A modal dialog: in the middle on a large screen, a sheet from below on a phone. Mounted means open. */
export function Dialog({ title, text, onClose, children }: Props) {
  const t = useTranslations('common');
  return (
    <Primitive.Root open onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim backdrop-blur-[2px]" />
        <Primitive.Content className="fixed inset-x-0 bottom-0 z-50 flex max-h-[88dvh] animate-sheet flex-col gap-5 overflow-y-auto rounded-t-3xl border border-line bg-surface p-6 pb-[max(1.5rem,env(safe-area-inset-bottom))] shadow-float sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[28rem] sm:-translate-1/2 sm:animate-fade sm:rounded-card">
          <header className="flex items-start gap-4">
            <div className="flex-1">
              <Primitive.Title className="text-lg font-semibold tracking-tight">{title}</Primitive.Title>
              <Primitive.Description className="mt-0.5 text-sm text-muted">{text}</Primitive.Description>
            </div>
            <Primitive.Close asChild>
              <IconButton label={t('close')} icon={<X className="size-5" />} className="-mt-1 -mr-2" />
            </Primitive.Close>
          </header>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

'use client';

import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { cx } from './cx.ts';
import { IconButton } from './IconButton.tsx';
import { useFocusReturn } from './useFocusReturn.ts';

type Props = {
  readonly title: string;
  readonly text: string;
  /** Large: its height is fixed, and its content fills it and scrolls by itself. */
  readonly size?: 'normal' | 'large';
  readonly onClose: () => void;
  readonly children: ReactNode;
};

const sizes = {
  normal: 'max-h-[88dvh] overflow-y-auto pb-[max(1.5rem,env(safe-area-inset-bottom))] sm:w-[28rem]',
  large: 'h-[88dvh] overflow-hidden pb-0 sm:h-[min(40rem,88dvh)] sm:w-[min(46rem,calc(100vw-3rem))]',
} as const;

/** A modal dialog: in the middle on a large screen, a sheet from below on a phone. Mounted means open. */
export function Dialog({ title, text, size = 'normal', onClose, children }: Props) {
  const t = useTranslations('common');
  const content = useRef<HTMLDivElement>(null);
  const onCloseAutoFocus = useFocusReturn(content);
  return (
    <Primitive.Root open onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim backdrop-blur-[2px]" />
        <Primitive.Content
          ref={content}
          onCloseAutoFocus={onCloseAutoFocus}
          className={cx(
            'fixed inset-x-0 bottom-0 z-50 flex animate-sheet flex-col gap-5 rounded-t-3xl border border-line bg-surface p-6 shadow-float sm:inset-auto sm:top-1/2 sm:left-1/2 sm:-translate-1/2 sm:animate-fade sm:rounded-card',
            sizes[size],
          )}
        >
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

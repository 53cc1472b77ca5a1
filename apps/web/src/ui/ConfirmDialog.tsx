'use client';

import { AlertDialog as Primitive } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { Button } from './Button.tsx';
import { useFocusReturn } from './useFocusReturn.ts';

type Props = {
  readonly title: string;
  readonly text: string;
  readonly cancel: string;
  /** What the button says that does it. */
  readonly action: string;
  readonly danger?: boolean;
  /** It was asked for, and is not done yet. */
  readonly busy: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** A choice that goes with it. */
  readonly children?: ReactNode;
};

/** Asks before what cannot be taken back. The focus begins on the way out. Mounted means open. */
export function ConfirmDialog(props: Props) {
  const { title, text, cancel, action, danger = false, busy, onConfirm, onClose, children } = props;
  const content = useRef<HTMLDivElement>(null);
  const onCloseAutoFocus = useFocusReturn(content);
  return (
    <Primitive.Root open onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim backdrop-blur-[2px]" />
        <Primitive.Content
          ref={content}
          onCloseAutoFocus={onCloseAutoFocus}
          className="fixed inset-x-0 bottom-0 z-50 flex max-h-[88dvh] animate-sheet flex-col gap-5 overflow-y-auto rounded-t-3xl border border-line bg-surface p-6 pb-[max(1.5rem,env(safe-area-inset-bottom))] shadow-float sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[26rem] sm:-translate-1/2 sm:animate-fade sm:rounded-card"
        >
          <div>
            <Primitive.Title className="text-lg font-semibold tracking-tight text-balance wrap-anywhere">
              {title}
            </Primitive.Title>
            <Primitive.Description className="mt-1.5 text-sm text-pretty wrap-anywhere text-muted">
              {text}
            </Primitive.Description>
          </div>
          {children}
          <div className="flex flex-col-reverse gap-2.5 sm:flex-row sm:justify-end">
            <Primitive.Cancel asChild>
              <Button>{cancel}</Button>
            </Primitive.Cancel>
            <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

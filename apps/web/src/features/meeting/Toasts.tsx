'use client';

import { CircleAlert, CircleCheck, LogIn, LogOut, MonitorUp } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useStore } from '../../ui/useStore.ts';
import type { Notice } from './notices.ts';
import { useRoom } from './roomContext.ts';

/** The live region in which notices appear; it stands before the first one, or nothing would be read out. */
export function Toasts() {
  const { toaster } = useRoom();
  const toasts = useStore(toaster.toasts);
  return (
    <div aria-live="polite" className="pointer-events-none flex flex-col items-center gap-2">
      {toasts.map(({ id, content }) => (
        <ToastLine key={id} notice={content} />
      ))}
    </div>
  );
}

const icons = {
  joined: <LogIn className="size-4 text-[#4fd893]" aria-hidden="true" />,
  left: <LogOut className="size-4 text-white/60" aria-hidden="true" />,
  sharing: <MonitorUp className="size-4 shrink-0 text-white/75" aria-hidden="true" />,
  reconnected: <CircleCheck className="size-4 shrink-0 text-[#4fd893]" aria-hidden="true" />,
};

function ToastLine({ notice }: { readonly notice: Notice }) {
  const t = useTranslations('meeting');
  const presence = notice.type === 'joined' || notice.type === 'left' || notice.type === 'sharing';
  return (
    <p className="flex max-w-full animate-rise items-center gap-2.5 rounded-full bg-[#20232d] px-4 py-2.5 text-sm font-medium text-white shadow-float">
      {presence || notice.type === 'reconnected' ? (
        icons[notice.type]
      ) : (
        <CircleAlert className="size-4 shrink-0 text-[#ffc46b]" aria-hidden="true" />
      )}
      <span className="truncate">{presence ? t(notice.type, { name: notice.name }) : t(notice.type)}</span>
    </p>
  );
}

'use client';

import {
  CircleAlert,
  CircleCheck,
  Hand,
  LayoutGrid,
  LogIn,
  LogOut,
  MessageSquare,
  MonitorUp,
  Shield,
} from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useStore } from '../../ui/useStore.ts';
import { DeviceFailureText } from '../devices/DeviceFailureText.tsx';
import { DeviceNoticeText } from '../devices/DeviceNoticeText.tsx';
import type { Notice } from './notices.ts';
import { useRoom } from './roomContext.ts';

/** The live region in which notices appear; it stands before the first one, or nothing would be read out. */
export function Toasts({ onChat }: { readonly onChat?: () => void }) {
  const { toaster } = useRoom();
  const toasts = useStore(toaster.toasts);
  return (
    <div aria-live="polite" className="pointer-events-none flex flex-col items-center gap-2">
      {toasts.map(({ id, content }) => (
        <p
          key={id}
          className="flex max-w-full animate-rise items-center gap-2.5 rounded-[1.25rem] bg-[#20232d] px-4 py-2.5 text-sm font-medium text-white shadow-float [&>svg]:size-4 [&>svg]:shrink-0"
        >
          <Icon notice={content} />
          <span className="min-w-0 text-pretty wrap-anywhere">
            <Words notice={content} onChat={onChat} />
          </span>
        </p>
      ))}
    </div>
  );
}

function Icon({ notice }: { readonly notice: Notice }) {
  switch (notice.type) {
    case 'joined': {
      return <LogIn className="text-[#4fd893]" aria-hidden="true" />;
    }
    case 'left': {
      return <LogOut className="text-white/60" aria-hidden="true" />;
    }
    case 'sharing': {
      return <MonitorUp className="text-white/75" aria-hidden="true" />;
    }
    case 'device': {
      const { type } = notice.notice;
      const isGood = type === 'cameBack' || type === 'plugged';
      const Picture = isGood ? CircleCheck : CircleAlert;
      return <Picture className={isGood ? 'text-[#4fd893]' : 'text-[#ffc46b]'} aria-hidden="true" />;
    }
    case 'diagnosticsCopied':
    case 'reconnected': {
      return <CircleCheck className="text-[#4fd893]" aria-hidden="true" />;
    }
    case 'layout': {
      return <LayoutGrid className="text-white/75" aria-hidden="true" />;
    }
    case 'message': {
      return <MessageSquare className="text-white/75" aria-hidden="true" />;
    }
    case 'host': {
      const isHand = notice.key === 'handRaised' || notice.key === 'handLowered';
      const Picture = isHand ? Hand : Shield;
      return <Picture className="text-[#ffc46b]" aria-hidden="true" />;
    }
    default: {
      return <CircleAlert className="text-[#ffc46b]" aria-hidden="true" />;
    }
  }
}

type WordsProps = { readonly notice: Notice; readonly onChat: (() => void) | undefined };

function Words({ notice, onChat }: WordsProps) {
  const t = useTranslations();
  switch (notice.type) {
    case 'joined':
    case 'left': {
      return t(`meeting.${notice.type}`, { name: notice.name, others: notice.others });
    }
    case 'sharing': {
      return t('meeting.sharing', { name: notice.name });
    }
    case 'layout': {
      return t('stage.layoutNow', { mode: t(`stage.modes.${notice.mode}`) });
    }
    case 'message': {
      return (
        <button type="button" className="pointer-events-auto line-clamp-2 text-left" onClick={onChat}>
          <b className="font-semibold">{notice.name}</b>{' '}
          <span className="font-normal text-white/80">{notice.text}</span>
        </button>
      );
    }
    case 'host': {
      const { key, name } = notice;
      return t(`host.notices.${key}`, { name: name ?? '', known: String(name !== undefined) });
    }
    case 'failed': {
      return t(`errors.${notice.code}`);
    }
    case 'diagnosticsCopied': {
      return t('why.copied');
    }
    case 'device': {
      return <DeviceNoticeText notice={notice.notice} />;
    }
    case 'deviceFailed': {
      return <DeviceFailureText device={notice.device} cause={notice.cause} />;
    }
    default: {
      return t(`meeting.${notice.type}`);
    }
  }
}

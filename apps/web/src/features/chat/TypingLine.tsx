'use client';

import { useTranslations } from 'use-intl';
import { useRoomState } from '../meeting/useRoomState.ts';

/** Who is writing. Its line is always there, so that nothing jumps. */
export function TypingLine() {
  const t = useTranslations('chat');
  const typing = useRoomState((snapshot) => snapshot.chat.typing);
  const participants = useRoomState((snapshot) => snapshot.participants);
  const [first, second] = typing.map(
    (id) => participants.find(({ participantId }) => participantId === id)?.name ?? '',
  );
  return (
    <p className="flex h-6 items-center gap-2 px-5 text-xs text-muted">
      {first !== undefined && (
        <>
          <span aria-hidden="true" className="flex gap-0.5">
            {[0, 150, 300].map((delay) => (
              <span
                key={delay}
                style={{ animationDelay: `${delay}ms` }}
                className="size-1 animate-blink rounded-full bg-current"
              />
            ))}
          </span>
          <span className="truncate">
            {t('typing', { count: typing.length, first, second: second ?? '' })}
          </span>
        </>
      )}
    </p>
  );
}

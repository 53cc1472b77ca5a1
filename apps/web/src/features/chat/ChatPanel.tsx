'use client';

import { Composer } from './Composer.tsx';
import { MessageLog } from './MessageLog.tsx';
import { TypingLine } from './TypingLine.tsx';

export function ChatPanel() {
  return (
    <>
      <MessageLog />
      <TypingLine />
      <Composer />
    </>
  );
}

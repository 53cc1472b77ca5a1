'use client';

import type { ErrorCode } from '@convene/protocol';
import { useTranslations } from 'use-intl';
import { enErrors } from '../../messages/enErrors.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';

/** What is said of an error, with the words for it. */
export function ErrorSentence({ code }: { readonly code: ErrorCode }) {
  return (
    <MoreWords messages={enErrors}>
      <Sentence code={code} />
    </MoreWords>
  );
}

function Sentence({ code }: { readonly code: ErrorCode }) {
  return useTranslations('errors')(code);
}

'use client';

import type { VideoCodec } from '@convene/protocol';
import { Keyboard, Video } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { ErrorText } from '../failure/errorText.ts';
import { createWebClient, toAppError } from '../webApi.ts';
import { meetingAddress } from './meetingAddress.ts';
import { MeetingOptions } from './MeetingOptions.tsx';

/** As a page of its own: only then does its security policy know the media servers that are up now. */
const openMeeting = (address: string) => window.location.assign(address);

/** Both ways into a meeting: a new one by one click, or one that somebody sent. */
export function StartMeeting() {
  const t = useTranslations('home');
  const [creating, setCreating] = useState(false);
  const [problem, setProblem] = useState<ReactNode>();
  const [title, setTitle] = useState('');
  const [codec, setCodec] = useState<VideoCodec>('vp8');

  const create = async () => {
    setCreating(true);
    setProblem(undefined);
    try {
      const { slug } = await createWebClient().meeting.create.mutate({
        title,
        ...(codec !== 'vp8' && { videoCodec: codec }),
      });
      openMeeting(`/m/${slug}`);
    } catch (error) {
      setProblem(<ErrorText code={toAppError(error).code} />);
      setCreating(false);
    }
  };

  return (
    <section className="flex flex-col gap-9">
      <div className="flex flex-col gap-5">
        <h1 className="text-display font-semibold text-balance">{t('headline')}</h1>
        <p className="max-w-[34rem] text-lg text-pretty text-muted sm:text-xl">{t('lead')}</p>
      </div>
      <div className="flex flex-col gap-3">
        <div className="flex flex-col gap-3 sm:flex-row sm:items-center">
          <Button
            variant="primary"
            size="lg"
            busy={creating}
            onClick={() => {
              void create();
            }}
          >
            {!creating && <Video className="size-5" aria-hidden="true" />}
            {t('newMeeting')}
          </Button>
          <span className="hidden px-1 text-sm text-muted sm:inline">{t('or')}</span>
          <JoinForm onProblem={setProblem} />
        </div>
        <MeetingOptions title={title} onTitle={setTitle} codec={codec} onCodec={setCodec} />
        <p role="alert" className="min-h-5 text-sm text-danger-ink">
          {problem}
        </p>
      </div>
    </section>
  );
}

function JoinForm({ onProblem }: { readonly onProblem: (problem: string | undefined) => void }) {
  const t = useTranslations('home');

  const join = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const field = new FormData(event.currentTarget).get('meeting');
    const text = typeof field === 'string' ? field : '';
    const address = meetingAddress(text, window.location.origin);
    if (address !== undefined) openMeeting(address);
    else onProblem(text.trim() === '' ? t('inputEmpty') : t('inputInvalid'));
  };

  return (
    <form onSubmit={join} noValidate className="relative flex flex-1 items-center sm:max-w-96">
      <Keyboard className="pointer-events-none absolute left-4 size-5 text-muted" aria-hidden="true" />
      <input
        name="meeting"
        aria-label={t('meetingInput')}
        placeholder={t('meetingInputPlaceholder')}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        onChange={() => onProblem(undefined)}
        className="h-13 w-full rounded-[0.875rem] border border-line-strong bg-surface pr-22 pl-12 text-base placeholder:text-muted"
      />
      <Button type="submit" variant="ghost" size="sm" className="absolute right-2 text-accent-ink">
        {t('join')}
      </Button>
    </form>
  );
}

'use client';

import { VideoCodec } from '@convene/protocol';
import { ChevronRight, Clapperboard } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';

type Props = {
  readonly title: string;
  readonly onTitle: (title: string) => void;
  readonly codec: VideoCodec;
  readonly onCodec: (codec: VideoCodec) => void;
};

/** As the server takes it. */
const TITLE_LENGTH = 120;

/** What few people set about a new meeting; folded away. */
export function MeetingOptions({ title, onTitle, codec, onCodec }: Props) {
  const t = useTranslations('home');
  return (
    <details className="group text-sm">
      <summary className="flex w-fit cursor-pointer list-none items-center gap-1 rounded-lg py-1 text-muted select-none hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-4 transition-transform group-open:rotate-90" aria-hidden="true" />
        {t('options')}
      </summary>
      <div className="mt-2 grid max-w-96 gap-2">
        <TextField
          label={t('title')}
          hideLabel
          placeholder={t('titlePlaceholder')}
          value={title}
          maxLength={TITLE_LENGTH}
          autoComplete="off"
          onChange={({ target }) => onTitle(target.value)}
        />
        <Select
          label={t('codec')}
          icon={<Clapperboard aria-hidden="true" />}
          options={VideoCodec.options.map((value) => ({ value, label: t(`codecs.${value}`) }))}
          value={codec}
          placeholder={t('codec')}
          onChange={(value) => onCodec(VideoCodec.parse(value))}
        />
        <p className="text-[0.8125rem] text-pretty text-muted">{t('codecHint')}</p>
      </div>
    </details>
  );
}

'use client';

import { useTranslations } from 'use-intl';
import { Dialog } from '../../ui/Dialog.tsx';
import { modifierKey } from './modifierKey.ts';

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('shortcuts');
  const modifier = modifierKey();
  const rows = [
    { words: t('mute'), keys: ['M', `${modifier} D`] },
    { words: t('pushToTalk'), keys: [t('space')] },
    { words: t('camera'), keys: ['V', `${modifier} E`] },
    { words: t('chat'), keys: ['C'] },
    { words: t('people'), keys: ['P'] },
    { words: t('hand'), keys: ['H'] },
    { words: t('react'), keys: ['R'] },
    { words: t('layout'), keys: ['L'] },
    { words: t('pages'), keys: ['PgUp', 'PgDn'] },
    { words: t('tiles'), keys: ['←', '→', '↑', '↓'] },
    { words: t('tileOptions'), keys: ['Enter'] },
    { words: t('fullScreen'), keys: ['F'] },
    { words: t('shortcuts'), keys: ['?'] },
    { words: t('close'), keys: ['Esc'] },
  ];
  return (
    <Dialog title={t('title')} text={t('text')} onClose={onClose}>
      <dl className="flex flex-col divide-y divide-line text-sm">
        {rows.map(({ words, keys }) => (
          <div key={words} className="flex items-center justify-between py-2.5">
            <dt>{words}</dt>
            <dd className="flex gap-1.5">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="rounded-md border border-line bg-sunken px-2 py-0.5 font-sans text-xs font-medium"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

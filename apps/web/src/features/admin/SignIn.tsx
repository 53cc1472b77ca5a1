'use client';

import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { createWebClient, toAppError } from '../webApi.ts';

export function SignIn({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const t = useTranslations();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  // There is nothing else to do here.
  useEffect(() => form.current?.querySelector('input')?.focus(), []);

  const signIn = async (secret: string) => {
    setBusy(true);
    try {
      await createWebClient().admin.login.mutate({ secret });
      onSignedIn();
    } catch (error) {
      const { code } = toAppError(error);
      setProblem(code === 'unauthorized' ? t('admin.wrongSecret') : t(`errors.${code}`));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const secret = new FormData(event.currentTarget).get('secret');
    if (typeof secret === 'string' && secret !== '') void signIn(secret.trim());
  };

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex w-full max-w-md flex-col gap-4">
      <p className="text-muted">{t('admin.signInText')}</p>
      <TextField
        label={t('admin.secret')}
        name="secret"
        type="password"
        autoComplete="current-password"
        error={problem}
        onChange={() => setProblem(undefined)}
      />
      <Button type="submit" variant="primary" busy={busy} className="self-start">
        {t('admin.signIn')}
      </Button>
    </form>
  );
}

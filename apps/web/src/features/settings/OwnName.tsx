'use client';

import { DisplayName } from '@convene/protocol';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { ErrorText } from '../failure/errorText.ts';
import { nameProblem } from '../lobby/nameProblem.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { toAppError } from '../webApi.ts';

/** How the others see this person; in the lobby its own field asks for it. */
export function OwnName() {
  const t = useTranslations();
  const session = useRoom();
  const current = useRoomState((snapshot) => snapshot.self?.name ?? '');
  const [name, setName] = useState(current);
  const [problem, setProblem] = useState<ReactNode>();
  const [busy, setBusy] = useState(false);
  const isChanged = name.trim() !== current;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isChanged || busy) return;
    const parsed = DisplayName.safeParse(name);
    if (!parsed.success) {
      setProblem(t(`lobby.${nameProblem(parsed.error)}`));
      return;
    }
    setBusy(true);
    try {
      await session.rename(parsed.data);
      setName(parsed.data);
    } catch (error) {
      setProblem(<ErrorText code={toAppError(error).code} />);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      noValidate
      className="flex items-start gap-2.5"
      onSubmit={(event) => {
        void submit(event);
      }}
    >
      <TextField
        label={t('lobby.name')}
        hideLabel
        value={name}
        error={problem}
        autoComplete="name"
        enterKeyHint="done"
        className="flex-1"
        onChange={(event) => {
          setName(event.target.value);
          setProblem(undefined);
        }}
      />
      <Button type="submit" size="lg" busy={busy} disabled={!isChanged}>
        {t('settings.changeName')}
      </Button>
    </form>
  );
}

'use client';

import { DisplayName } from '@convene/protocol';
import { CircleAlert } from 'lucide-react';
import { type FormEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { ServerNotReached } from '../check/ServerReach.tsx';
import { ErrorText } from '../failure/errorText.ts';
import { onDemand } from '../failure/onDemand.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { useLocalMedia, useRoomState } from '../meeting/useRoomState.ts';
import { toAppError } from '../webApi.ts';
import { InviteLink } from './InviteLink.tsx';
import { LobbyLayout } from './LobbyLayout.tsx';
import { nameProblem } from './nameProblem.ts';
import { NetworkProblem } from './NetworkProblem.tsx';
import { OccupiedSeat } from './OccupiedSeat.tsx';

// Most people never see it.
const DeviceProblems = onDemand(
  () => import('../devices/DeviceProblems.tsx').then((m) => m.DeviceProblems),
  'nothing',
);

/** What was clicked: sit down, take the seat of another tab, or sit down beside it. */
type Way = 'join' | 'takeOver' | 'another';

/** Where a person looks at themselves before the others do. */
export function Lobby() {
  const t = useTranslations('lobby');
  const session = useRoom();
  const phase = useRoomState((snapshot) => snapshot.phase);
  const title = useRoomState((snapshot) => snapshot.meeting?.title);
  const [typedName, setTypedName] = useState<string>();
  const [problem, setProblem] = useState<ReactNode>();
  const [failure, setFailure] = useState<ReactNode>();
  const failed = useLocalMedia(
    ({ camera, microphone }) => camera.state === 'failed' || microphone.state === 'failed',
  );
  const form = useRef<HTMLFormElement>(null);
  const [clicked, setClicked] = useState<Way>();
  const joining = clicked !== undefined || phase.state === 'joining';
  // Until something is typed: the name in this browser, else the one that the person used last in any.
  const seatName = phase.state === 'lobby' ? phase.seat.name : undefined;
  const name = typedName ?? (session.name === '' ? (seatName ?? '') : session.name);
  const asks = phase.state === 'lobby' && phase.admission === 'waiting';
  const occupied = phase.state === 'lobby' && phase.seat.occupied;

  useStartingFocus(form);

  const join = (way: Way) => {
    const parsed = DisplayName.safeParse(name);
    if (!parsed.success) {
      setProblem(t(nameProblem(parsed.error)));
      form.current?.querySelector('input')?.focus();
      return;
    }
    setClicked(way);
    setFailure(undefined);
    const joined =
      way === 'another' ? session.joinAsAnother(parsed.data) : session.join(parsed.data, way === 'takeOver');
    joined
      .catch((error: unknown) => {
        const { code } = toAppError(error);
        (code === 'invalidName' ? setProblem : setFailure)(<ErrorText code={code} />);
      })
      .finally(() => setClicked(undefined));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    join(occupied ? 'takeOver' : 'join');
  };

  return (
    <LobbyLayout name={name} canCheck>
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
        <header className="flex flex-col gap-1">
          <h1 className="line-clamp-4 text-2xl font-semibold tracking-tight wrap-anywhere sm:text-3xl">
            {title === undefined || title === '' ? t('title') : title}
          </h1>
          <p className="text-muted">{t('subtitle')}</p>
        </header>
        {failed && <DeviceProblems />}
        <NetworkProblem />
        <ServerNotReached />
        <TextField
          label={t('name')}
          placeholder={t('namePlaceholder')}
          value={name}
          error={problem}
          autoComplete="name"
          enterKeyHint="go"
          onChange={(event) => {
            setTypedName(event.target.value);
            setProblem(undefined);
          }}
        />
        {failure !== undefined && (
          <div role="alert">
            <Banner tone="danger" icon={<CircleAlert aria-hidden="true" />}>
              {failure}
            </Banner>
          </div>
        )}
        {occupied ? (
          <OccupiedSeat clicked={clicked} onAnother={() => join('another')} />
        ) : (
          <Button type="submit" variant="primary" size="lg" busy={joining} className="w-full">
            {joining ? t('joining') : asks ? t('ask') : t('join')}
          </Button>
        )}
        {asks && <p className="-mt-2 text-center text-sm text-muted">{t('askHint')}</p>}
        <InviteLink />
      </form>
    </LobbyLayout>
  );
}

/** Enter is to join at once: the focus begins on the name, or on the button where a name is there already. */
function useStartingFocus(form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    // On a touch screen the keyboard would cover the half of the lobby.
    if (!window.matchMedia('(pointer: fine)').matches) return;
    const name = form.current?.querySelector('input');
    const button = form.current?.querySelector<HTMLElement>('button[type="submit"]');
    (name?.value === '' ? name : button)?.focus();
  }, [form]);
}

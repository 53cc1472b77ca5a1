'use client';

import type { ParticipantInfo } from '@convene/protocol';
import { Check, Link2, Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { useCopyLink } from '../../ui/useCopyLink.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { KeptOutSection } from './KeptOutSection.tsx';
import { peopleList } from './peopleList.ts';
import { PeopleSection } from './PeopleSection.tsx';
import { PersonRow } from './PersonRow.tsx';
import { WaitingSection } from './WaitingSection.tsx';

/** With fewer one sees everybody at a glance. */
const SEARCHED_ABOVE = 10;

/** Who is here, whose hand is up, and the link that brings more. */
export function PeoplePanel() {
  const t = useTranslations();
  const participants = useRoomState((snapshot) => snapshot.participants);
  const selfId = useRoomState((snapshot) => snapshot.self?.participantId);
  const hands = useRoomState((snapshot) => snapshot.roomState.hands);
  const [menus, setMenus] = useState<HTMLElement | null>(null);
  const [search, setSearch] = useState('');
  const waiting = useRoomState((snapshot) => snapshot.door?.waiting.length ?? 0);
  const isSearched = participants.length + waiting > SEARCHED_ABOVE;
  const sought = isSearched ? search.trim() : '';
  const { raised, present } = peopleList({ participants, selfId, hands, search: sought });
  const rows = (people: readonly ParticipantInfo[], numbered = false) =>
    people.map((participant, index) => (
      <PersonRow
        key={participant.participantId}
        participant={participant}
        isSelf={participant.participantId === selfId}
        menus={menus}
        number={numbered ? index + 1 : undefined}
      />
    ));
  return (
    <>
      <div className="flex flex-col gap-2.5 px-5 pb-3">
        <InviteButton />
        {isSearched && <SearchField value={search} onChange={setSearch} />}
      </div>
      <div className="scroll-slim flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto pb-4">
        <WaitingSection search={sought} />
        {raised.length > 0 && (
          <PeopleSection title={t('people.raised', { count: raised.length })} list={t('people.raisedList')}>
            {rows(raised, true)}
          </PeopleSection>
        )}
        <PeopleSection
          title={
            sought !== ''
              ? t('people.found', { found: present.length, count: participants.length })
              : t('meeting.inMeeting', { count: participants.length })
          }
          list={t('people.list')}
          empty={present.length === 0 ? t('people.nobodyFound') : undefined}
        >
          {rows(present)}
        </PeopleSection>
        <KeptOutSection />
      </div>
      <div ref={setMenus} />
    </>
  );
}

function InviteButton() {
  const t = useTranslations();
  const { link, toaster } = useRoom();
  const { copied, copy } = useCopyLink(link, () => toaster.show({ type: 'copyFailed' }));
  return (
    <Button onClick={copy} className="w-full">
      {copied ? (
        <Check className="size-4.5 text-good-ink" aria-hidden="true" />
      ) : (
        <Link2 className="size-4.5" aria-hidden="true" />
      )}
      <span aria-live="polite">{copied ? t('common.linkCopied') : t('people.invite')}</span>
    </Button>
  );
}

type SearchProps = { readonly value: string; readonly onChange: (value: string) => void };

function SearchField({ value, onChange }: SearchProps) {
  const t = useTranslations('people');
  return (
    <div className="relative">
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 left-3.5 size-4.5 -translate-y-1/2 text-muted"
      />
      <input
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-11 w-full rounded-field border border-line-strong bg-surface pr-3 pl-10.5 text-[0.9375rem] placeholder:text-muted"
      />
    </div>
  );
}

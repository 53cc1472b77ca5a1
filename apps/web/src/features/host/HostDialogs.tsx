'use client';

import { assertNever } from '@convene/protocol';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import type { HostActions, Question } from './HostActions.ts';

const carryOut = (host: HostActions, question: Question): Promise<boolean> => {
  switch (question.type) {
    case 'remove': {
      return host.remove(question.participantId);
    }
    case 'handOver': {
      return host.handOver(question.participantId);
    }
    case 'muteAll': {
      return host.muteAll();
    }
    case 'endMeeting': {
      return host.endMeeting();
    }
    default: {
      return assertNever(question);
    }
  }
};

/** Asks before what cannot be taken back or touches everybody. */
export function HostDialogs() {
  const { host } = useInRoom();
  const question = useStore(host.question);
  return question && <Asked question={question} />;
}

function Asked({ question }: { readonly question: Question }) {
  const t = useTranslations('host.questions');
  const { host } = useInRoom();
  const [busy, setBusy] = useState(false);
  const name = 'name' in question ? question.name : '';
  const confirm = () => {
    setBusy(true);
    // What failed is told as a notice, and may be tried again from where it was asked.
    void carryOut(host, question).finally(host.dismiss);
  };
  return (
    <ConfirmDialog
      title={t(`${question.type}.title`, { name })}
      text={t(`${question.type}.text`, { name })}
      cancel={t('cancel')}
      action={t(`${question.type}.do`)}
      danger={question.type === 'remove' || question.type === 'endMeeting'}
      busy={busy}
      onConfirm={confirm}
      onClose={host.dismiss}
    />
  );
}

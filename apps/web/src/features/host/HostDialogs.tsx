'use client';

import { assertNever } from '@convene/protocol';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import type { HostActions, Question } from './HostActions.ts';

/** What ends something for others. */
const DANGERS: ReadonlySet<Question['type']> = new Set(['remove', 'refuseAll', 'endMeeting']);

const carryOut = (host: HostActions, question: Question, keepOut: boolean): Promise<boolean> => {
  switch (question.type) {
    case 'remove': {
      return host.remove(question.participantId, { keepOut });
    }
    case 'handOver': {
      return host.handOver(question.participantId);
    }
    case 'muteAll': {
      return host.muteAll();
    }
    case 'lowerAllHands': {
      return host.lowerAllHands();
    }
    case 'refuseAll': {
      return host.answerKnock('all', false);
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
  const [keepOut, setKeepOut] = useState(true);
  const name = 'name' in question ? question.name : '';
  const confirm = () => {
    setBusy(true);
    // What failed is told as a notice, and may be tried again from where it was asked.
    void carryOut(host, question, keepOut).finally(() => host.dismiss(question));
  };
  return (
    <ConfirmDialog
      title={t(`${question.type}.title`, { name })}
      text={t(`${question.type}.text`, { name })}
      cancel={t('cancel')}
      action={t(`${question.type}.do`)}
      danger={DANGERS.has(question.type)}
      busy={busy}
      onConfirm={confirm}
      onClose={() => host.dismiss(question)}
    >
      {question.type === 'remove' && (
        <div className="rounded-2xl border border-line px-4">
          <Switch
            row
            label={t('remove.keepOut')}
            text={t(keepOut ? 'remove.keptOut' : 'remove.mayReturn')}
            checked={keepOut}
            onChange={setKeepOut}
          />
        </div>
      )}
    </ConfirmDialog>
  );
}

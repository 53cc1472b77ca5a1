'use client';

import { type Cause, PictureWatch } from '@convene/meeting-client/why';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { Spinner } from '../../ui/Spinner.tsx';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import type { TileSubject } from '../stage/TileSubject.ts';
import { CauseCard } from './CauseCard.tsx';
import { Charts } from './Charts.tsx';
import { CopyDiagnostics } from './CopyDiagnostics.tsx';
import { Details } from './Details.tsx';
import { PathDrawing } from './PathDrawing.tsx';
import { pathView } from './pathView.ts';

/** Looks at a picture closely while the panel is open. */
function usePicture({ streamId, participantId, source, isSelf }: TileSubject) {
  const { client } = useRoom();
  const watch = useMemo(
    () => new PictureWatch({ client, picture: { streamId, participantId, source, isSelf } }),
    [client, streamId, participantId, source, isSelf],
  );
  useEffect(() => watch.open(), [watch]);
  return useSyncExternalStore(watch.subscribe, watch.get);
}

/** What limits a picture, the way that it takes, and all that is measured of it. */
export function WhyPanel({ subject }: { readonly subject: TileSubject }) {
  const t = useTranslations('why');
  const { why } = useInRoom();
  const report = usePicture(subject);
  const isThere = useRoomState(({ participants }) =>
    participants.some(({ participantId }) => participantId === subject.participantId),
  );
  // Nobody asks any more about somebody who is gone.
  useEffect(() => {
    if (!isThere) why.set(undefined);
  }, [isThere, why]);

  const { name, isSelf, source } = subject;
  const whose = isSelf ? t('own') : t(source === 'camera' ? 'of' : 'screenOf', { name });
  return (
    <>
      <div className="scroll-slim flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto px-5 pb-5">
        <p className="-mb-3 shrink-0 truncate text-[0.8125rem] text-muted">{whose}</p>
        {report === undefined ? (
          <p className="flex items-center gap-2.5 text-sm text-muted">
            <Spinner />
            {t('measuring')}
          </p>
        ) : (
          <>
            <CauseCard cause={report.cause} name={name} isSelf={isSelf} />
            {report.path !== undefined && !isStill(report.cause) && (
              <section aria-label={t('path')}>
                <PathDrawing
                  view={pathView(report.path, report.received, report.cause)}
                  sender={isSelf ? t('you') : name}
                />
              </section>
            )}
            <Charts samples={report.samples} />
            <Details report={report} isSelf={isSelf} />
          </>
        )}
      </div>
      {/* Always in sight: the advice may be to copy them. */}
      {report !== undefined && (
        <div className="shrink-0 border-t border-line px-5 pt-4 pb-5">
          <CopyDiagnostics subject={subject} report={report} />
        </div>
      )}
    </>
  );
}

/** Nothing is on its way, by somebody's wish. */
const isStill = (cause: Cause): boolean => cause === 'off' || cause === 'choseOff';

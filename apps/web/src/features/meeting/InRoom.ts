import { AppError } from '@convene/protocol';
import { PushToTalk } from '../devices/PushToTalk.ts';
import { ScreenWakeLock } from '../devices/ScreenWakeLock.ts';
import { VoiceHints } from '../devices/VoiceHints.ts';
import { HostActions } from '../host/HostActions.ts';
import { HostNotices } from '../host/HostNotices.ts';
import { Knocks } from '../host/Knocks.ts';
import { playKnock } from '../host/knockSound.ts';
import { Reactions } from '../reactions/Reactions.ts';
import { ShareNotices } from '../share/ShareNotices.ts';
import { ShareVolumes } from '../share/ShareVolumes.ts';
import { toAppError } from '../webApi.ts';
import { PipWindow } from '../stage/PipWindow.ts';
import { StageChoices } from '../stage/StageChoices.ts';
import { Store } from '../../ui/Store.ts';
import type { TileSubject } from '../stage/TileSubject.ts';
import type { MeetingSession } from './MeetingSession.ts';
import type { Notice } from './notices.ts';

/**
 * A person who reads that their connection is lost is answered at once: nothing of theirs is done minutes later.
 * @throws AppError timeout
 */
function requireReach({ recovery }: MeetingSession): void {
  const shown = recovery.shown.get();
  if (shown !== undefined && shown.state !== 'restoringMedia') throw AppError.timeout('reconnecting', 0);
}

/** What lives outside React from joining to the end: it comes with the meeting's own screen, not before the lobby. */
export class InRoom {
  readonly reactions: Reactions;
  readonly host: HostActions;
  readonly knocks: Knocks;
  readonly shareVolumes: ShareVolumes;
  readonly stage = new StageChoices();
  readonly pip = new PipWindow();
  /** The tile of which somebody asks why its picture is as it is. */
  readonly why = new Store<TileSubject | undefined>(undefined);
  readonly pushToTalk: PushToTalk;
  readonly voiceHints: VoiceHints;
  readonly #wakeLock = new ScreenWakeLock();
  readonly #session: MeetingSession;
  readonly #shares: ShareNotices;
  readonly #notices: HostNotices;

  constructor(session: MeetingSession) {
    const { client, media, slug, toaster } = session;
    const tell = (notice: Notice) => toaster.show(notice);
    this.#session = session;
    this.reactions = new Reactions(client);
    this.pushToTalk = new PushToTalk(session);
    this.voiceHints = new VoiceHints(session);
    this.shareVolumes = new ShareVolumes(slug);
    this.#shares = new ShareNotices(client, tell);
    this.host = new HostActions({
      requests: client.host,
      requireReach: () => requireReach(session),
      onFailure: (error) => {
        const { code } = toAppError(error);
        // What gets no answer while the connection is lost is told with what is done about it.
        const isCutOff = code === 'timeout' && client.getSnapshot().recovery !== undefined;
        if (!isCutOff) tell({ type: 'failed', code });
        // Once, however often it is tried.
        else toaster.show({ type: 'notReached' }, undefined, ({ type }) => type === 'notReached');
      },
    });
    this.knocks = new Knocks({ client, ring: () => playKnock(media.getSnapshot().speakerId ?? '') });
    this.#notices = new HostNotices({ client, tell, hand: this.host });
  }

  /** Follows the meeting until the answered function is called. */
  open(): () => void {
    const voice = [this.pushToTalk, this.voiceHints, this.#wakeLock];
    const parts = [this.reactions, this.knocks, this.#shares, this.#notices, ...voice];
    const ends = [...parts.map((part) => part.open()), this.pip.offer(), this.#followPins()];
    return () => {
      for (const end of ends) end();
    };
  }

  /** What is pinned, by this person or for everyone, comes first where there is not enough for all. */
  #followPins(): () => void {
    const { stage } = this;
    const { client, tiles } = this.#session;
    const tell = () => {
      const { pinned } = client.getSnapshot().roomState;
      tiles.pin(pinned === null ? stage.choice.get().pins : [...stage.choice.get().pins, pinned]);
    };
    tell();
    const ends = [stage.choice.subscribe(tell), client.subscribe(tell)];
    return () => {
      for (const end of ends) end();
    };
  }
}

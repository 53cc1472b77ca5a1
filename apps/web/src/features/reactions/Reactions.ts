import type { MeetingClientApi } from '@convene/meeting-client';
import type { ParticipantId } from '@convene/protocol';
import { Store } from '../../ui/Store.ts';
import { type Emoji, type EmojiName, emojiName } from './emojis.ts';

export type Reaction = {
  readonly id: number;
  readonly participantId: ParticipantId;
  readonly name: string;
  readonly emoji: string;
  readonly emojiName: EmojiName;
};

/** What is read out of the reactions of a moment: the only one of them, or how many there were. */
export type ReactionSaying = { readonly count: number; readonly last: Reaction };

/** As long as an emoji takes to rise (`--animate-float`). */
const SHOWN_MS = 3_200;
/** More at once would hide the people, and of one person more than a burst says nothing. */
const SHOWN_AT_ONCE = 36;
const SHOWN_OF_ONE = 8;
/** What is read out is gathered for this long: a room that claps would not stop talking. */
const GATHERED_MS = 1_200;
/** Own reactions: a burst, and one more each `REFILL_MS`. */
const BURST = 8;
const REFILL_MS = 350;

type Client = Pick<MeetingClientApi, 'getSnapshot' | 'onMoment' | 'react'>;

/** Reactions while they are on the screen: those of the others, and the own ones at once. */
export class Reactions {
  readonly shown = new Store<readonly Reaction[]>([]);
  readonly said = new Store<ReactionSaying | undefined>(undefined);
  readonly #client: Client;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #lastId = 0;
  #gathered: ReactionSaying | undefined;
  #allowance = BURST;
  #countedAt = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Shows what comes, until the answered function is called. */
  open(): () => void {
    const unsubscribe = this.#client.onMoment((moment) => {
      if (moment.type === 'reaction') this.#show(moment.participantId, moment.emoji);
    });
    return () => {
      unsubscribe();
      for (const timer of this.#timers) clearTimeout(timer);
      this.#timers.clear();
      this.#gathered = undefined;
      this.shown.set([]);
      this.said.set(undefined);
    };
  }

  /** A click in the picker. More than can be seen is not sent. */
  react(emoji: Emoji): void {
    const { self } = this.#client.getSnapshot();
    if (self === undefined || !this.#isAllowed()) return;
    this.#client.react(emoji);
    this.#show(self.participantId, emoji);
  }

  #isAllowed(): boolean {
    const now = performance.now();
    this.#allowance = Math.min(BURST, this.#allowance + (now - this.#countedAt) / REFILL_MS);
    this.#countedAt = now;
    if (this.#allowance < 1) return false;
    this.#allowance -= 1;
    return true;
  }

  #show(participantId: ParticipantId, emoji: string): void {
    const name = this.#nameOf(participantId);
    const known = emojiName(emoji);
    if (name === undefined || known === undefined) return;
    const shown = this.shown.get();
    if (shown.filter((reaction) => reaction.participantId === participantId).length >= SHOWN_OF_ONE) return;
    const reaction = { id: ++this.#lastId, participantId, name, emoji, emojiName: known };
    this.shown.set([...shown.slice(1 - SHOWN_AT_ONCE), reaction]);
    this.#after(SHOWN_MS, () => this.shown.set(this.shown.get().filter(({ id }) => id !== reaction.id)));
    this.#gather(reaction);
  }

  #gather(last: Reaction): void {
    if (this.#gathered === undefined) {
      this.#after(GATHERED_MS, () => {
        this.said.set(this.#gathered);
        this.#gathered = undefined;
      });
    }
    this.#gathered = { count: (this.#gathered?.count ?? 0) + 1, last };
  }

  #nameOf(participantId: ParticipantId): string | undefined {
    const { participants } = this.#client.getSnapshot();
    return participants.find((each) => each.participantId === participantId)?.name;
  }

  #after(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
  }
}

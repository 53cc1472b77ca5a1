/** Camera and microphone: what a person in a meeting sends as a rule. */
const STREAMS_PER_PERSON = 2;
/** As many people as one page of tiles shows; further ones are announced without a consumer. */
export const PEOPLE_SEEN_AT_ONCE = 25;

/**
 * The load, in consumers, that one more person is expected to bring to a meeting of `people`: one for each stream that
 * they receive, and one more on each of the others for each stream that they send (DESIGN §5).
 */
export const joinWeight = (people: number): number =>
  Math.max(1, 2 * STREAMS_PER_PERSON * Math.min(people, PEOPLE_SEEN_AT_ONCE));

import { crowded } from './victims.ts';
import type { Aim, Drill, Stage } from './Drill.ts';
import type { BlowOutcome } from './drillReport.ts';
import { judgeBlow } from './judgeBlow.ts';
import { pause, untilNothing } from './pause.ts';
import type { Person } from './Person.ts';
import type { SeatMap } from './SeatMap.ts';
import { StallMeter } from './StallMeter.ts';

/** Until all servers and workers are there, and everybody is apart and receives everybody. */
const READY_MS = 60_000;
const SPREAD_ATTEMPTS = 3;
/** Three times the longest target. */
const BACK_MS = 30_000;
/** What comes back has to stay. */
const SETTLE_MS = 3000;
const TAIL_MS = 50;
/** Five times as long as an acknowledgement that was lost is waited for. */
const CHAT_MS = 20_000;

type StageBefore = Omit<Stage, 'map'> & {
  readonly drill: Drill;
  /** In this time nothing is done: from it come the gaps of the same run. */
  readonly quietMs: number;
};

/** One blow: everybody in place and quiet, the strike, and all that follows until everything flows again. */
export async function strikeBlow(before: StageBefore): Promise<BlowOutcome> {
  const { drill, convene, crowd, quietMs, stop } = before;
  await prepareStage(before);
  const meter = new StallMeter();
  try {
    const quietFrom = performance.now();
    await pause(quietMs, stop);
    const map = await convene.map();
    const aim = drill.aim({ ...before, map });
    if (aim === undefined)
      throw new Error('people do not sit so that a blow would show anything: were there too few workers?');
    const touched = crowd.people.filter((person) => isHit(person, { map, aim }));
    before.say(`blow ${before.number}: ${aim.victim}, ${touched.length} people on it`);
    for (const person of crowd.people) person.forget();
    const { marks, after, faults } = await strike(before, { aim, touched });
    const times = { quiet: { from: quietFrom, to: marks.struckAt }, after, stalls: meter.stalls };
    return judgeBlow({ crowd, map, aim, marks, times, touched, faults });
  } finally {
    meter.stop();
  }
}

type Blow = { readonly aim: Aim; readonly touched: readonly Person[] };

/** The strike itself, until all flows again and stays, or has not for too long. What is written meanwhile gets through. */
async function strike({ crowd, number, stop }: StageBefore, { aim, touched }: Blow) {
  const texts = [`written in blow ${number}`, `written after blow ${number}`] as const;
  crowd.say(texts[0], number);
  const marks = await aim.strike(touched);
  const missing = await untilNothing(() => crowd.missing(), { ms: BACK_MS, stop });
  crowd.say(texts[1], number + 1);
  await pause(SETTLE_MS, stop);
  const after = { from: marks.struckAt, to: performance.now() };
  // A standstill that ends with the time is noticed a moment later.
  await pause(TAIL_MS, stop);
  const unread = await untilNothing(() => texts.flatMap((text) => crowd.unread(text)), { ms: CHAT_MS, stop });
  return { marks, after, faults: [...missing, ...unread] };
}

/** Everybody sits apart from the others of the meeting, and receives them. */
async function prepareStage(stage: StageBefore): Promise<void> {
  const { convene, crowd, drill, say, stop } = stage;
  const { servers, workers } = drill.topology;
  let map: SeatMap | undefined;
  const away = await untilNothing(
    async () => {
      map = await convene.map().catch(() => undefined);
      const count = map?.workers.length ?? 0;
      return count === servers * workers ? [] : [`${count} of ${servers * workers} workers run`];
    },
    { ms: READY_MS, stop },
  );
  if (away.length > 0) throw new Error(`Convene is not whole before blow ${stage.number}: ${away.join()}`);
  for (let attempt = 1; attempt <= SPREAD_ATTEMPTS && map !== undefined; attempt += 1) {
    const extra = crowded(
      map.seats,
      map.workers.map(({ workerId }) => workerId),
    );
    if (extra.length === 0) break;
    say(`${extra.length} people sit down anew, so that each meeting is spread`);
    await crowd.replace(extra);
    map = await convene.map();
  }
  const missing = await untilNothing(() => crowd.missing(), { ms: READY_MS, stop });
  if (missing.length > 0)
    throw new Error(`Not everybody receives everybody before blow ${stage.number}: ${missing.join(', ')}`);
}

function isHit(person: Person, { map, aim }: { readonly map: SeatMap; readonly aim: Aim }): boolean {
  const seat = map.seatOf(person.participantId);
  return seat !== undefined && aim.hits(seat);
}

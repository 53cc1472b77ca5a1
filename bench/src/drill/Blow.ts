import { monitorEventLoopDelay } from 'node:perf_hooks';
import { crowded } from './victims.ts';
import type { Aim, Drill, Marks, Stage } from './Drill.ts';
import type { BlowOutcome, JudgedStream } from './drillReport.ts';
import { judgeStream, type Span } from './gaps.ts';
import { pause, untilNothing } from './pause.ts';
import type { Flow } from './Crowd.ts';
import type { Person } from './Person.ts';
import type { Seat, SeatMap } from './SeatMap.ts';
import { timeLine } from './timeLine.ts';

/** Until all servers and workers are there, and everybody is apart and receives everybody. */
const READY_MS = 60_000;
const SPREAD_ATTEMPTS = 3;
/** From this time come the gaps of the same run. */
const QUIET_MS = 6000;
/** Three times the longest target. */
const BACK_MS = 30_000;
/** What comes back has to stay. */
const SETTLE_MS = 3000;
const STALL_RESOLUTION_MS = 10;

type StageBefore = Omit<Stage, 'map'> & { readonly drill: Drill };

/** One blow: everybody in place and quiet, the strike, and all that follows until everything flows again. */
export async function strikeBlow(before: StageBefore): Promise<BlowOutcome> {
  const { drill, convene, crowd, stop } = before;
  const stage = await prepareStage(before);
  const quietFrom = performance.now();
  await pause(QUIET_MS, stop);
  const map = await convene.map();
  const aim = drill.aim({ ...stage, map });
  if (aim === undefined)
    throw new Error('people do not sit so that a blow would show anything: were there too few workers?');
  const touched = crowd.people.filter((person) => isHit(person, { map, aim }));
  for (const person of crowd.people) person.forget();
  before.say(`blow ${before.number}: ${aim.victim}, ${touched.length} people on it`);
  const { flows } = crowd;
  const stalls = monitorEventLoopDelay({ resolution: STALL_RESOLUTION_MS });
  stalls.enable();
  const marks = await aim.strike(touched);
  const missing = await untilNothing(() => crowd.missing(), { ms: BACK_MS, stop });
  await pause(SETTLE_MS, stop);
  stalls.disable();
  const spans = {
    quiet: { from: quietFrom, to: marks.struckAt },
    after: { from: marks.struckAt, to: performance.now() },
  };
  const streams = flows.map((flow) => judgeFlow(flow, { spans, map, aim }));
  return {
    victim: aim.victim,
    detectedMs: marks.detectedAt === undefined ? undefined : Math.round(marks.detectedAt - marks.struckAt),
    backMs: touched.map((person) => backOf(person, { streams, marks })),
    streams,
    stallMs: Math.round(stalls.max / 1e6),
    faults: [...missing, ...crowd.changes(), ...soundsOfMuted(crowd.people, crowd.meetings, spans.after)],
    timeLine: drawTimeLines(flows, { streams, after: spans.after }),
  };
}

/** Everybody sits apart from the others of the meeting, and receives them. */
async function prepareStage(stage: StageBefore): Promise<StageBefore> {
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
  return stage;
}

type Hit = { readonly map: SeatMap; readonly aim: Aim };

function isHit(person: Person, { map, aim }: Hit): boolean {
  const seat = map.seatOf(person.participantId);
  return seat !== undefined && aim.hits(seat);
}

function judgeFlow(
  { sender, receiver, source }: Flow,
  { spans, map, aim }: Hit & { readonly spans: { readonly quiet: Span; readonly after: Span } },
): JudgedStream {
  const seats = [sender, receiver].map(({ participantId }) => map.seatOf(participantId));
  const touches = aim.touches ?? ((one: Seat, other: Seat) => aim.hits(one) || aim.hits(other));
  const [from, to] = seats;
  return {
    sender: sender.name,
    receiver: receiver.name,
    source,
    touched: from === undefined || to === undefined || touches(from, to),
    ...judgeStream(receiver.arrivals(sender, source), spans),
  };
}

/** When all that this person sends and receives flowed again. */
function backOf(
  { name }: Person,
  { streams, marks }: { streams: readonly JudgedStream[]; marks: Marks },
): number {
  const own = streams.filter(({ sender, receiver }) => sender === name || receiver === name);
  const backMs = Math.max(...own.map((stream) => stream.backMs ?? Number.POSITIVE_INFINITY));
  return Math.max(0, backMs - ((marks.backFrom ?? marks.struckAt) - marks.struckAt));
}

/** Nobody comes back unmuted, not even for a packet. */
function soundsOfMuted(
  people: readonly Person[],
  meetings: readonly (readonly Person[])[],
  { from }: Span,
): string[] {
  return people
    .filter(({ options }) => options.muted)
    .flatMap((sender) => {
      const others =
        meetings.find((all) => all.includes(sender))?.filter((person) => person !== sender) ?? [];
      return others
        .filter((receiver) => receiver.arrivals(sender, 'microphone').some((at) => at > from))
        .map(({ name }) => `${name} hears ${sender.name}, who is muted`);
    });
}

function drawTimeLines(
  flows: readonly Flow[],
  { streams, after }: { readonly streams: readonly JudgedStream[]; readonly after: Span },
): BlowOutcome['timeLine'] {
  const draw = (touched: boolean) =>
    timeLine(
      flows
        .filter((_, index) => streams[index]?.touched === touched)
        .map(({ sender, receiver, source }) => receiver.arrivals(sender, source)),
      after,
    );
  return { touched: draw(true), others: draw(false) };
}

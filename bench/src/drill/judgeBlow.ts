import type { Crowd, Flow } from './Crowd.ts';
import type { Aim, Marks } from './Drill.ts';
import type { BlowOutcome, JudgedStream } from './drillReport.ts';
import { judgeStream, type Span, type Times } from './gaps.ts';
import type { Person } from './Person.ts';
import type { Seat, SeatMap } from './SeatMap.ts';
import { timeLine } from './timeLine.ts';

/** A blow that was struck, and the time after it. */
export type Struck = {
  readonly crowd: Crowd;
  /** Of the moment before the blow. */
  readonly map: SeatMap;
  readonly aim: Aim;
  readonly marks: Marks;
  readonly times: Omit<Times, 'touched'>;
  /** Who was hit. */
  readonly touched: readonly Person[];
  /** What did not flow, or was not read, when the time for it was over. */
  readonly faults: readonly string[];
};

/** What the people noticed of a blow, by what came to them. */
export function judgeBlow(struck: Struck): BlowOutcome {
  const { crowd, aim, marks, times, touched, faults } = struck;
  const { flows } = crowd;
  const streams = flows.map((flow) => judgeFlow(flow, struck));
  const stalls = times.stalls.filter(({ to }) => to > times.after.from);
  return {
    victim: aim.victim,
    detectedMs: marks.detectedAt === undefined ? undefined : Math.round(marks.detectedAt - marks.struckAt),
    backMs: touched.map((person) => backOf(person, { streams, marks })),
    streams,
    stallMs: Math.round(Math.max(0, ...stalls.map(({ from, to }) => to - from))),
    faults: [...faults, ...unsteady(streams), ...crowd.changes(), ...soundsOfMuted(crowd, times.after)],
    timeLine: drawTimeLines(flows, { streams, after: times.after }),
  };
}

function judgeFlow(
  { sender, receiver, source }: Flow,
  { times, map, aim }: Pick<Struck, 'times' | 'map' | 'aim'>,
): JudgedStream {
  const seats = [sender, receiver].map(({ participantId }) => map.seatOf(participantId));
  const touches = aim.touches ?? ((one: Seat, other: Seat) => aim.hits(one) || aim.hits(other));
  const [from, to] = seats;
  const touched = from === undefined || to === undefined || touches(from, to);
  return {
    sender: sender.name,
    receiver: receiver.name,
    source,
    touched,
    ...judgeStream(receiver.arrivals(sender, source), { ...times, touched }),
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

/** What flowed when it was looked at, and then did not, or without a picture that could be shown. */
function unsteady(streams: readonly JudgedStream[]): string[] {
  return streams
    .filter(({ backMs }) => backMs === undefined)
    .map(({ receiver, sender, source }) => `the ${source} of ${sender} does not stay at ${receiver}`);
}

/** Nobody comes back unmuted, not even for a packet. */
function soundsOfMuted({ meetings }: Crowd, { from }: Span): string[] {
  return meetings.flatMap((people) =>
    people
      .filter(({ options }) => options.muted)
      .flatMap((sender) =>
        people
          .filter((receiver) => receiver !== sender)
          .filter((receiver) => receiver.arrivals(sender, 'microphone').some((at) => at > from))
          .map(({ name }) => `${name} hears ${sender.name}, who is muted`),
      ),
  );
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

import type { Crowd } from './Crowd.ts';
import type { DrillOutcome, Target } from './drillReport.ts';
import type { Person } from './Person.ts';
import type { RunningConvene } from './RunningConvene.ts';
import type { Seat, SeatMap } from './SeatMap.ts';

/** Where the drill's Convene is going to run, before it does. */
export type Ground = {
  readonly webPort: number;
  readonly rtcBasePort: number;
  readonly rtcPortsPerWorker: number;
  /** Of a folder that goes when the drill ends. */
  readonly dataDir: string;
  readonly say: (text: string) => void;
  readonly stop: AbortSignal;
};

/** What a drill has put up around its Convene: a database, relays. */
export type Prepared = {
  readonly env: Readonly<Record<string, string>>;
  /** After Convene has ended. */
  readonly close: () => Promise<void>;
};

/** All that a blow is struck in. */
export type Stage = {
  readonly convene: RunningConvene;
  readonly crowd: Crowd;
  /** Taken just before the blow. */
  readonly map: SeatMap;
  /** Counted from 1. */
  readonly number: number;
  readonly say: (text: string) => void;
  readonly stop: AbortSignal;
};

/** What a blow is going to hit. */
export type Aim = {
  /** In words, for the report. */
  readonly victim: string;
  /** Whether somebody who sits there is hit: their seat, and that their media come back, are looked at. */
  readonly hits: (seat: Seat) => boolean;
  /** Whether a stream between these two may break; else it may where one of them is hit. */
  readonly touches?: (sender: Seat, receiver: Seat) => boolean;
  /** Resolves when the drill's part is done: the process is dead, what was cut is whole again. */
  readonly strike: (touched: readonly Person[]) => Promise<Marks>;
};

/** When what happened (`performance.now()`). */
export type Marks = {
  readonly struckAt: number;
  /** When the system had noticed; undefined where that is not measured. */
  readonly detectedAt?: number;
  /** From here on the way back counts, where that is not the blow itself. */
  readonly backFrom?: number;
};

/** One way in which something dies: one file of `drills/`, named in `drills.ts`. */
export type Drill = {
  readonly name: string;
  /** For the list: what dies. */
  readonly what: string;
  readonly topology: { readonly servers: number; readonly workers: number };
  readonly prepare?: (ground: Ground) => Promise<Prepared>;
  /** Whom the next blow hits; undefined: people do not sit so that it would show anything. */
  readonly aim: (stage: Stage) => Aim | undefined;
  /** What this drill has to reach beyond what every drill has to. */
  readonly targets: (outcome: DrillOutcome) => readonly Target[];
};

import type { Drill } from './Drill.ts';
import { dbStop } from './drills/dbStop.ts';
import { partition } from './drills/partition.ts';
import { serverKill } from './drills/serverKill.ts';
import { workerFreeze } from './drills/workerFreeze.ts';
import { workerKill } from './drills/workerKill.ts';

/** All drills, made anew for each run: they remember whom they have hit. */
export const createDrills = (): Drill[] => [
  workerKill(),
  workerFreeze(),
  serverKill(),
  partition(),
  dbStop(),
];

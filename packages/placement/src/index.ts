export { DecisionInputs, decideRouter, decideServer, type PlacementDecision, replay } from './decision.ts';
export * from './joinLoad.ts';
export { joinWeight } from './joinWeight.ts';
export * from './selectRouter.ts';
export * from './selectServer.ts';
export * from './selectWorker.ts';
export * from './viewSpace.ts';

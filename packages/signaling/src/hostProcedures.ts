import {
  AnswerKnocksInput,
  LetBackInInput,
  Nothing,
  ParticipantInput,
  PinForAllInput,
  RaiseHandInput,
  RemoveParticipantInput,
  SetLockedInput,
  SetRoleInput,
  SetWaitingRoomInput,
  StopSourceInput,
} from '@convene/protocol';
import type { HostRequests } from './hostPorts.ts';
import type { SignalingContext } from './ports.ts';
import { procedure } from './procedures.ts';

const done = {} as const;

type Context = { readonly ctx: SignalingContext };

/** What is asked for is done when it is answered, on whatever servers the people sit. */
const carryOut =
  <I>(run: (requests: HostRequests, input: I) => Promise<void>) =>
  async ({ ctx, input }: Context & { readonly input: I }) => {
    await run(ctx.peer.requests.host, input);
    return done;
  };

/** The host tools (docs/SPEC.md, HOST rules); whom somebody may act on besides is judged where it is carried out. */
export const hostProcedures = {
  raiseHand: procedure('participant')
    .input(RaiseHandInput)
    .output(Nothing)
    .mutation(carryOut((host, input) => host.raiseHand(input))),

  lowerHand: procedure('cohost')
    .input(ParticipantInput)
    .output(Nothing)
    .mutation(carryOut((host, input) => host.lowerHand(input))),

  lowerAllHands: procedure('cohost')
    .output(Nothing)
    .mutation(carryOut((host) => host.lowerAllHands())),

  stopSource: procedure('cohost')
    .input(StopSourceInput)
    .output(Nothing)
    .mutation(carryOut((host, input) => host.stopSource(input))),

  muteAll: procedure('cohost')
    .output(Nothing)
    .mutation(carryOut((host) => host.muteAll())),

  pinForAll: procedure('cohost')
    .input(PinForAllInput)
    .output(Nothing)
    .mutation(carryOut((host, input) => host.pinForAll(input))),

  setLocked: procedure('cohost')
    .input(SetLockedInput)
    .output(Nothing)
    .mutation(carryOut((host, input) => host.setLocked(input))),

  setWaitingRoom: procedure('cohost')
    .input(SetWaitingRoomInput)
    .output(Nothing)
    .mutation(carryOut((host, input) => host.setWaitingRoom(input))),

  answerKnocks: procedure('cohost')
    .input(AnswerKnocksInput)
    .output(Nothing)
    .mutation(carryOut((host, input) => host.answerKnocks(input))),

  removeParticipant: procedure('cohost')
    .input(RemoveParticipantInput)
    .output(Nothing)
    .mutation(carryOut((host, input) => host.removeParticipant(input))),

  letBackIn: procedure('cohost')
    .input(LetBackInInput)
    .output(Nothing)
    .mutation(carryOut((host, input) => host.letBackIn(input))),

  setRole: procedure('host')
    .input(SetRoleInput)
    .output(Nothing)
    .mutation(carryOut((host, input) => host.setRole(input))),

  handOver: procedure('host')
    .input(ParticipantInput)
    .output(Nothing)
    .mutation(carryOut((host, input) => host.handOver(input))),

  endMeeting: procedure('host')
    .output(Nothing)
    .mutation(carryOut((host) => host.endMeeting())),
};

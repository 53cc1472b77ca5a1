import {
  ConnectTransportInput,
  ConsumerInput,
  EventsInput,
  JoinInput,
  JoinOutput,
  Nothing,
  PrepareOutput,
  ProduceDataInput,
  ProduceDataOutput,
  ProduceInput,
  ProduceOutput,
  ProducerInput,
  RenameInput,
  RenewMediaInput,
  RenewMediaOutput,
  RestartIceInput,
  RestartIceOutput,
  View,
} from '@convene/protocol';
import { GetStreamStatsInput, ReportSendStatsInput, StreamStats } from '@convene/protocol/stats';
import { OpenCheckInput, OpenCheckOutput } from '@convene/protocol/check';
import { tracked } from '@trpc/server';
import { hostProcedures } from './hostProcedures.ts';
import { procedure, router } from './procedures.ts';

const done = {} as const;

/** Browser → media server, over one WebSocket (DESIGN §4). Outputs are parsed too: nothing leaves that has no schema. */
export const signalingRouter = router({
  prepare: procedure('lobby')
    .output(PrepareOutput)
    .mutation(({ ctx }) => ctx.peer.requests.prepare()),

  keepPrepared: procedure('lobby')
    .output(Nothing)
    .mutation(({ ctx }) => {
      ctx.peer.requests.keepPrepared();
      return done;
    }),

  openCheck: procedure('lobby')
    .input(OpenCheckInput)
    .output(OpenCheckOutput)
    .mutation(({ ctx, input }) => ctx.peer.requests.openCheck(input)),

  connectTransport: procedure('lobby')
    .input(ConnectTransportInput)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await ctx.peer.requests.connectTransport(input);
      return done;
    }),

  restartIce: procedure('lobby')
    .input(RestartIceInput)
    .output(RestartIceOutput)
    .mutation(({ ctx, input }) => ctx.peer.requests.restartIce(input)),

  produceData: procedure('lobby')
    .input(ProduceDataInput)
    .output(ProduceDataOutput)
    .mutation(({ ctx, input }) => ctx.peer.requests.produceData(input)),

  join: procedure('lobby')
    .input(JoinInput)
    .output(JoinOutput)
    .mutation(({ ctx, input }) => ctx.peer.requests.join(input)),

  renewMedia: procedure('waiting')
    .input(RenewMediaInput)
    .output(RenewMediaOutput)
    .mutation(({ ctx, input }) => ctx.peer.requests.renewMedia(input)),

  produce: procedure('participant')
    .input(ProduceInput)
    .output(ProduceOutput)
    .mutation(({ ctx, input }) => ctx.peer.requests.produce(input)),

  pauseProducer: procedure('participant')
    .input(ProducerInput)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await ctx.peer.requests.pauseProducer(input);
      return done;
    }),

  resumeProducer: procedure('participant')
    .input(ProducerInput)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await ctx.peer.requests.resumeProducer(input);
      return done;
    }),

  closeProducer: procedure('close')
    .input(ProducerInput)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await ctx.peer.requests.closeProducer(input);
      return done;
    }),

  resumeConsumer: procedure('participant')
    .input(ConsumerInput)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await ctx.peer.requests.resumeConsumer(input);
      return done;
    }),

  setView: procedure('participant')
    .input(View)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await ctx.peer.requests.setView(input);
      return done;
    }),

  rename: procedure('participant')
    .input(RenameInput)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await ctx.peer.requests.rename(input);
      return done;
    }),

  ...hostProcedures,
  getStreamStats: procedure('participant')
    .input(GetStreamStatsInput)
    .output(StreamStats)
    .mutation(({ ctx, input }) => ctx.peer.requests.getStreamStats(input)),

  reportSendStats: procedure('participant')
    .input(ReportSendStatsInput)
    .output(Nothing)
    .mutation(async ({ ctx, input }) => {
      await ctx.peer.requests.reportSendStats(input);
      return done;
    }),

  leave: procedure('close')
    .output(Nothing)
    .mutation(async ({ ctx }) => {
      await ctx.peer.requests.leave();
      return done;
    }),

  events: procedure('close')
    .input(EventsInput)
    .subscription(async function* ({ ctx, input, signal }) {
      const ended = signal ?? new AbortController().signal;
      for await (const { eventId, event } of ctx.peer.events(input.lastEventId ?? 0, ended)) {
        yield tracked(String(eventId), event);
      }
    }),
});

export type SignalingRouter = typeof signalingRouter;

import { CreateMeetingInput, CreateMeetingOutput, EnterInput, EnterOutput } from '@convene/protocol';
import { createMeeting } from './createMeeting.ts';
import { enterMeeting } from './enterMeeting.ts';
import { procedure, router } from './procedures.ts';

export const meetingRouter = router({
  create: procedure('guest')
    .input(CreateMeetingInput)
    .output(CreateMeetingOutput)
    .mutation(async ({ ctx, input }) => {
      const slug = await createMeeting(ctx.services, { ...input, hostUserId: ctx.userId });
      return { slug, url: `${ctx.session.origin}/m/${slug}` };
    }),

  enter: procedure('guest')
    .input(EnterInput)
    .output(EnterOutput)
    .mutation(({ ctx, input }) => enterMeeting(ctx.services, { ...input, userId: ctx.userId })),
});

import { AppError, Nothing } from '@convene/protocol';
import { z } from 'zod';
import { procedure, router } from './procedures.ts';

const LoginInput = z.object({ secret: z.string().min(1).max(512) });

export const adminRouter = router({
  /** Whether the caller is signed in: asked first, because a refused request is an error in the browser's console. */
  session: procedure('anyone')
    .output(z.object({ signedIn: z.boolean() }))
    .query(({ ctx }) => ({ signedIn: ctx.session.isAdmin })),

  login: procedure('anyone')
    .input(LoginInput)
    .output(Nothing)
    .mutation(({ ctx, input }) => {
      const { session, services } = ctx;
      const { address } = session.client;
      if (!services.signInRate.take(address, services.now())) throw AppError.rateLimited('signIn');
      try {
        session.signInAsAdmin(input.secret);
      } catch (error) {
        services.log.warn('admin sign-in refused', { address });
        throw error;
      }
      services.log.info('admin signed in', { address });
      return {};
    }),

  logout: procedure('anyone')
    .output(Nothing)
    .mutation(({ ctx }) => {
      ctx.session.signOutAsAdmin();
      return {};
    }),

  /** Who sits where: user → participant → router → worker → server (004-96). */
  distribution: procedure('admin').query(async ({ ctx }) => {
    const { distribution } = ctx.services.db;
    const [placed, names] = await Promise.all([distribution.read(), distribution.names()]);
    return { ...placed, ...names };
  }),
});

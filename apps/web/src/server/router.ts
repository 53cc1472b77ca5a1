import { chatRouter } from './chatRouter.ts';
import { adminRouter } from './adminRouter.ts';
import { meetingRouter } from './meetingRouter.ts';
import { router } from './procedures.ts';

/** Browser → web app, over HTTP. */
export const webRouter = router({ meeting: meetingRouter, chat: chatRouter, admin: adminRouter });

export type WebRouter = typeof webRouter;

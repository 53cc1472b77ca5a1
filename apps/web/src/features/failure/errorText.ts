import { onDemand } from './onDemand.tsx';

/** Asks for it before it is needed: an error may be that nothing comes any more. */
export const loadErrorText = () => import('./ErrorSentence.tsx').then((module) => module.ErrorSentence);

/** What is said of an error. */
export const ErrorText = onDemand(loadErrorText, 'area');

import { clientErrorOf } from './clientError.ts';

/** Sockets on which one request is tried. */
const MOST_ATTEMPTS = 5;

/**
 * Sends a request again whose answer was lost with its socket, on the next one: the server knows it by its content, and
 * does it once. @throws AppError
 */
export async function retryLost<T>(request: () => Promise<T>, isOver: () => boolean): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await request();
    } catch (error) {
      const failure = clientErrorOf(error);
      if (failure.code !== 'timeout' || attempts >= MOST_ATTEMPTS || isOver()) throw failure;
    }
  }
}

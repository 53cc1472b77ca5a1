import type { IncomingMessage, ServerResponse } from 'node:http';
import { assertNever } from '@convene/protocol';
import { answerJson } from './answers.ts';
import type { Client } from './client.ts';
import type { Log } from './Log.ts';
import { askMediaServer } from './mediaRequests.ts';
import { operatorAccess } from './operatorAccess.ts';

const TIMEOUT_MS = 5_000;

type OperatorPagesOptions = {
  /** Media server 0 of this machine. */
  readonly mediaUrl: string | undefined;
  readonly operatorToken: string | undefined;
  readonly log: Log;
};

/** `/stats` and `/workers`: those of this machine's first media server (003-15..17), under the same rule. */
export class OperatorPages {
  readonly #mediaUrl: string | undefined;
  readonly #operatorToken: string | undefined;
  readonly #log: Log;

  constructor({ mediaUrl, operatorToken, log }: OperatorPagesOptions) {
    this.#mediaUrl = mediaUrl;
    this.#operatorToken = operatorToken;
    this.#log = log;
  }

  static serves(path: string): boolean {
    return path === '/stats' || path === '/workers';
  }

  async handle({
    req,
    res,
    client,
  }: {
    req: IncomingMessage;
    res: ServerResponse;
    client: Client;
  }): Promise<void> {
    if (req.method !== 'GET') return answerJson(res, 405, { error: 'only GET' });
    const access = operatorAccess(req, client, this.#operatorToken);
    switch (access) {
      case 'granted': {
        return this.#forward(new URL(req.url ?? '/', 'http://web').pathname, res);
      }
      case 'wrongToken': {
        res.setHeader('WWW-Authenticate', 'Bearer');
        return answerJson(res, 401, { error: 'wrong token' });
      }
      case 'noToken': {
        return answerJson(res, 403, { error: 'only from this machine, or with the operator token' });
      }
      default: {
        return assertNever(access);
      }
    }
  }

  async #forward(path: string, res: ServerResponse): Promise<void> {
    if (this.#mediaUrl === undefined)
      return answerJson(res, 503, { error: 'no media server on this machine' });
    try {
      const { status, body } = await askMediaServer(new URL(path, this.#mediaUrl), {
        headers: this.#operatorToken === undefined ? {} : { authorization: `Bearer ${this.#operatorToken}` },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answerJson(res, status, body);
    } catch (error) {
      this.#log.warn('media server did not answer', { path, error });
      answerJson(res, 502, { error: 'the media server does not answer' });
    }
  }
}

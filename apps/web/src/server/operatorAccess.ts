import type { IncomingMessage } from 'node:http';
import type { Client } from './client.ts';
import { sameSecret } from './secrets.ts';

export type OperatorAccess = 'granted' | 'wrongToken' | 'noToken';

/**
 * Who may read `/stats` and `/workers` (DESIGN §7): a program on this machine, or whoever has the operators' token. A
 * token that is given must be right, wherever it comes from.
 */
export function operatorAccess(
  req: IncomingMessage,
  client: Client,
  operatorToken: string | undefined,
): OperatorAccess {
  const given = /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (given !== undefined) {
    return operatorToken !== undefined && sameSecret(given, operatorToken) ? 'granted' : 'wrongToken';
  }
  return client.local ? 'granted' : 'noToken';
}

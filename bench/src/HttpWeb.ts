import type { WebApi } from '@convene/meeting-client';
import {
  AppError,
  ChatHistory,
  type ChatHistoryInput,
  CreateMeetingOutput,
  type EnterInput,
  type VideoCodec,
  EnterOutput,
  WireError,
} from '@convene/protocol';
import { z } from 'zod';

const Answer = z.union([
  z.object({ result: z.object({ data: z.unknown() }) }),
  z.object({ error: z.object({ data: z.object({ wire: z.unknown().optional() }).optional() }) }),
]);

/** The web app's tRPC API over HTTP, as one browser with its cookies calls it. */
export class HttpWeb implements WebApi {
  readonly origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(url: string) {
    this.origin = new URL(url).origin;
  }

  async enter(input: EnterInput): Promise<EnterOutput> {
    return EnterOutput.parse(await this.#mutate('meeting.enter', input));
  }

  async chatHistory(input: ChatHistoryInput): Promise<ChatHistory> {
    return ChatHistory.parse(await this.#query('chat.history', input));
  }

  async createMeeting(title: string, videoCodec?: VideoCodec): Promise<CreateMeetingOutput> {
    return CreateMeetingOutput.parse(await this.#mutate('meeting.create', { title, videoCodec }));
  }

  #mutate(path: string, input: unknown): Promise<unknown> {
    return this.#call(path, { method: 'POST', body: JSON.stringify(input) });
  }

  #query(path: string, input: unknown): Promise<unknown> {
    return this.#call(`${path}?input=${encodeURIComponent(JSON.stringify(input))}`, { method: 'GET' });
  }

  /** @throws AppError */
  async #call(path: string, init: RequestInit): Promise<unknown> {
    const headers = {
      'content-type': 'application/json',
      // Browsers name the origin of every POST, and the app refuses those that do not.
      origin: this.origin,
      cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    };
    let body: unknown;
    try {
      const response = await fetch(`${this.origin}/api/trpc/${path}`, { ...init, headers });
      this.#keepCookies(response);
      body = await response.json();
    } catch (error) {
      throw AppError.of('timeout', {}, error);
    }
    const answer = Answer.safeParse(body);
    if (!answer.success) throw AppError.internal(answer.error);
    if ('result' in answer.data) return answer.data.result.data;
    const wire = WireError.safeParse(answer.data.error.data?.wire);
    throw wire.success ? AppError.fromWire(wire.data) : AppError.internal(body);
  }

  #keepCookies(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const [name = '', ...value] = pair.split('=');
      this.#cookies.set(name.trim(), value.join('='));
    }
  }
}

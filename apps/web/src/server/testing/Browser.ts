import { WireError } from '@convene/protocol';
import { createTRPCClient, httpLink, type TRPCClient, TRPCClientError } from '@trpc/client';
import type { WebRouter } from '../router.ts';

/** A browser as the API sees it: it keeps cookies and names its origin with each POST. */
export class Browser {
  readonly api: TRPCClient<WebRouter>;
  readonly cookies = new Map<string, string>();
  /** `Set-Cookie` headers, in the order in which they came. */
  readonly setCookies: string[] = [];

  constructor(url: string, headers: Readonly<Record<string, string>> = { origin: url }) {
    this.api = createTRPCClient<WebRouter>({
      links: [
        httpLink({
          url: `${url}/api/trpc`,
          headers: () => ({ ...headers, cookie: this.cookieHeader }),
          fetch: async (input, init) => {
            const response = await fetch(input, init);
            this.#keep(response.headers.getSetCookie());
            return response;
          },
        }),
      ],
    });
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(setCookies: readonly string[]): void {
    this.setCookies.push(...setCookies);
    for (const text of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      this.cookies.set(name, value);
    }
  }
}

/** The error that a call ends with, as it crossed the wire. */
export async function wireErrorOf(call: Promise<unknown>): Promise<WireError & { httpStatus: unknown }> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TRPCClientError))
    throw new Error('the call did not fail with an answer', { cause: error });
  const data = error.data as { wire: unknown; httpStatus: unknown };
  return { ...WireError.parse(data.wire), httpStatus: data.httpStatus };
}

import type { types } from 'mediasoup';

/** A call that a set-up makes, in the order in which it makes them. */
export type Step = 'createPipeTransport' | 'connect' | 'consume' | 'produce';

/** Stands between the set-up and the call; answers for it. */
export type Fault = <T>(call: () => Promise<T>) => Promise<T>;

/** The router as another host would answer for it: one of its calls goes wrong. */
export function faultyRouter(router: types.Router, at: Step, fault: Fault): types.Router {
  return withFaults(router, (name, call) => {
    if (name !== 'createPipeTransport') return call;
    const create = async (...args: unknown[]) => {
      // Which is what createPipeTransport answers.
      const transport = (await call(...args)) as types.PipeTransport;
      return withFaults(transport, (name, call) => (name === at ? withFault(call, fault) : call));
    };
    return at === 'createPipeTransport' ? withFault(create, fault) : create;
  });
}

type Call = (...args: unknown[]) => unknown;

const withFault =
  (call: Call, fault: Fault): Call =>
  async (...args) =>
    fault(async () => call(...args));

/** An object of mediasoup whose calls go through `change` before they are made. */
function withFaults<T extends object>(object: T, change: (name: string | symbol, call: Call) => Call): T {
  return new Proxy(object, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const call: Call = (...args) => Reflect.apply(value, target, args);
      return change(name, call);
    },
  });
}

// What tells a request that a program on this machine made directly from one that came through a proxy, or from a page
// whose name was made to point here. Both servers go by it (DESIGN §7).

const FORWARDING =
  /^(forwarded|via|x-forwarded(-.*)?|x-original-.*|x-real-ip|x-client-ip|x-cluster-client-ip|(true-client|cf-connecting)-ip)$/;

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** Whether a proxy speaks in this header of who is behind it. */
export const isForwardingHeader = (name: string): boolean => FORWARDING.test(name);

/** Whether a `Host` header has a loopback name. A page of another site sends its own, whatever that points to. */
export const isLoopbackHost = (host: string): boolean => LOOPBACK_HOST.test(host);

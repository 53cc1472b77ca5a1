const fakes = /require\("\.\/(?:handlers\/FakeHandler|test\/fakeParameters)"\)/gu;
const foreign = /require\("\.\/handlers\/(?:Chrome74|Firefox120|Safari12|ReactNative106)"\)/gu;

/** What mediasoup-client tells developers of each step, where they have asked for it. */
const traces = /^[ \t]*logger\.debug\([^;]*\);\n/gmu;

/** Answers any class's `createFactory` as mediasoup-client answers a browser that it does not know. */
const unsupported =
  'new Proxy({}, { get: () => ({ createFactory() { throw Object.assign(new Error("unsupported"), { name: "UnsupportedError" }); } }) })';

/**
 * Turbopack loads mediasoup-client through this. It brings along its fakes for tests, and what only
 * React Native and browsers without the colours of our pages (Chrome before 111) need. What Firefox and Safari need comes
 * to them alone (`Devices` of meeting-client), and what it would write into the console to nobody (ADR 0005).
 */
function browserMediasoup(source: string): string {
  return source.replaceAll(fakes, '{}').replaceAll(foreign, unsupported).replaceAll(traces, '');
}

// oxlint-disable-next-line import/no-default-export -- It is how a loader is found.
export default browserMediasoup;

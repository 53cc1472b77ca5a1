const fakes = /require\("\.\/(?:handlers\/FakeHandler|test\/fakeParameters)"\)/gu;
const foreign = /require\("\.\/handlers\/(?:Chrome74|Firefox120|Safari12|ReactNative106)"\)/gu;

/** Answers any class's `createFactory` as mediasoup-client answers a browser that it does not know. */
const unsupported =
  'new Proxy({}, { get: () => ({ createFactory() { throw Object.assign(new Error("unsupported"), { name: "UnsupportedError" }); } }) })';

/**
 * Turbopack loads mediasoup-client's index and Device through this. They bring along its fakes for tests, and what only
 * React Native and browsers without the colours of our pages (Chrome before 111) need. What Firefox and Safari need comes
 * to them alone (`Devices` of meeting-client; ADR 0005).
 */
function leanMediasoup(source: string): string {
  return source.replaceAll(fakes, '{}').replaceAll(foreign, unsupported);
}

// oxlint-disable-next-line import/no-default-export -- It is how a loader is found.
export default leanMediasoup;

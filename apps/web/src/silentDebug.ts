/** Stands for the package `debug`, by which mediasoup-client and what it uses write into the console where developers ask for it. */
const silentDebug = () => () => undefined;

// oxlint-disable-next-line import/no-default-export -- So is it imported.
export default silentDebug;

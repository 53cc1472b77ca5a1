// Loaded before a program: its clock is off by CLOCK_OFFSET_MS, as that of a machine without NTP may be.
const offsetMs = Number(process.env['CLOCK_OFFSET_MS']);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  /** @param {unknown[]} args */
  constructor(...args) {
    // What is given is no reading of the clock.
    if (args.length === 0) super(RealDate.now() + offsetMs);
    else super(.../** @type {[number]} */ (args));
  }

  static now() {
    return RealDate.now() + offsetMs;
  }
};

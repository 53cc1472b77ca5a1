/** The one clock of everything that is sent: capture times, RTP timestamps and sender reports all come from it. */

const NTP_EPOCH_MS = 2_208_988_800_000;

/** Milliseconds since the epoch, with a fraction, never backwards. */
export const clockMs = (): number => performance.timeOrigin + performance.now();

export const rtpTime = (ms: number, clockRate: number): number =>
  Math.round((ms * clockRate) / 1000) % 0x1_0000_0000;

/** As 64 bits with 32 behind the point. */
export function ntpTime(ms: number): bigint {
  const micros = BigInt(Math.round((ms + NTP_EPOCH_MS) * 1000));
  return (micros << 32n) / 1_000_000n;
}

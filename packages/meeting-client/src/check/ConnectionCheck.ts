import { AppError } from '@convene/protocol';
import { checkLimits, type CheckProtocol } from '@convene/protocol/check';
import type { OpenedCheck } from '../api.ts';
import { clientErrorOf } from '../clientError.ts';
import { Scope } from '../Scope.ts';
import { CheckPath, type OpenCheck } from './CheckPath.ts';
import type { CheckResult, CheckStep } from './checkResult.ts';

/** All of it is over after this long, with what is known by then. */
const CHECK_MS = 8000;
const CONNECT_MS = 2500;
/** So much longer where packets come through, and some that it takes to connect were lost. */
const UNSTEADY_MS = 1500;
const PINGS = 60;
const PING_EVERY_MS = 20;
const LAST_PONG_MS = 600;
const TICK_MS = 20;
const ASK_AGAIN_MS = 100;
const ANSWER_MS = { near: 1000, far: 1500 };
const PREPARE_ATTEMPTS = 6;
const PREPARE_MS = 300;
const MOST_BUFFERED = 24 * 1024;
/** From there on a sender takes longer to feel its way up. */
const FAR_MS = 60;
const BURST_MS = { near: 1500, far: 2000 };
const CHUNKS_PER_TICK = Math.round(
  (checkLimits.burstBitsPerSecond / 8 / checkLimits.chunkBytes) * (TICK_MS / 1000),
);

export type ConnectionCheckOptions = {
  /** Of the peer in the lobby. */
  readonly openCheck: OpenCheck;
  readonly createConnection?: () => RTCPeerConnection;
  readonly onStep?: (step: CheckStep) => void;
};

/** Measures the way to the server that the meeting would use, on paths of its own, in at most eight seconds. */
export class ConnectionCheck {
  readonly #options: ConnectionCheckOptions;
  readonly #scope = new Scope();
  readonly #paths: Readonly<Record<CheckProtocol, CheckPath>>;
  readonly #startedAt = performance.now();

  constructor(options: ConnectionCheckOptions) {
    this.#options = options;
    const { createConnection = () => new RTCPeerConnection() } = options;
    const openCheck: OpenCheck = (input) => this.#openCheck(input);
    const path = (protocol: CheckProtocol) => new CheckPath({ protocol, openCheck, createConnection });
    this.#paths = { udp: path('udp'), tcp: path('tcp') };
  }

  /** @throws AppError when the server lets nobody check right now, or does not answer */
  async run(): Promise<CheckResult> {
    this.#scope.timeout(CHECK_MS, () => this.close());
    try {
      this.#step('path');
      const path = await this.#choosePath();
      const { udp, tcp } = this.#paths;
      const found = { udp: udp.isOpen, tcp: tcp.isOpen, unsteady: udp.isReached && !udp.isOpen };
      if (path !== undefined) await this.#measure(path);
      return this.#result(path, found);
    } finally {
      this.close();
    }
  }

  close(): void {
    if (this.#scope.closed) return;
    this.#scope.close();
    this.#paths.udp.close();
    this.#paths.tcp.close();
  }

  /** UDP as soon as it stands; TCP when UDP does not in time. */
  async #choosePath(): Promise<CheckPath | undefined> {
    const { udp, tcp } = this.#paths;
    const deadline = this.#scope.sleep(CONNECT_MS);
    const tcpOpened = tcp.open().catch(() => false);
    const udpOpened = udp.open().catch((error: unknown) => {
      throw clientErrorOf(error);
    });
    await Promise.race([udpOpened, deadline]);
    if (!udp.isOpen && udp.isReached) await Promise.race([udpOpened, this.#scope.sleep(UNSTEADY_MS)]);
    if (udp.isOpen) await Promise.race([tcpOpened, this.#scope.sleep(ASK_AGAIN_MS)]);
    else await Promise.race([tcpOpened, deadline]);
    // That nothing gets through could only be said of a server that has told where it is.
    if (udp.serverId === undefined && tcp.serverId === undefined) {
      throw AppError.timeout('openCheck', CONNECT_MS);
    }
    return [udp, tcp].find(({ isOpen }) => isOpen);
  }

  async #measure(path: CheckPath): Promise<void> {
    this.#step('quality');
    for (let number = 0; number < PINGS && (await this.#scope.sleep(PING_EVERY_MS)); number += 1) {
      path.ping(number);
    }
    await this.#until(LAST_PONG_MS, () => path.roundTrips.size === PINGS);
    this.#step('upload');
    const away = (medianOf(path) ?? 0) > FAR_MS ? 'far' : 'near';
    const burstMs = BURST_MS[away];
    const endAt = performance.now() + burstMs;
    while (performance.now() < endAt && (await this.#scope.sleep(TICK_MS))) {
      path.sendChunks(CHUNKS_PER_TICK, MOST_BUFFERED);
    }
    await this.#until(ANSWER_MS[away], () => {
      path.send({ type: 'report' });
      return path.report !== undefined;
    });
    this.#step('download');
    await this.#until(ANSWER_MS[away], () => {
      path.send({ type: 'download', ms: burstMs });
      return path.download.begun;
    });
    if (path.download.begun) await this.#scope.sleep(burstMs);
  }

  /** In a lobby that has just opened nothing may be prepared yet. */
  async #openCheck(input: Parameters<OpenCheck>[0]): Promise<OpenedCheck> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#options.openCheck(input);
      } catch (error) {
        const { code } = clientErrorOf(error);
        if (code !== 'wrongState' || attempt === PREPARE_ATTEMPTS) throw error;
        if (!(await this.#scope.sleep(PREPARE_MS))) throw error;
      }
    }
  }

  async #until(ms: number, isSo: () => boolean): Promise<void> {
    const endAt = performance.now() + ms;
    while (!isSo() && performance.now() < endAt && (await this.#scope.sleep(ASK_AGAIN_MS)));
  }

  #result(path: CheckPath | undefined, found: Pick<CheckResult, 'udp' | 'tcp' | 'unsteady'>): CheckResult {
    const { udp, tcp } = this.#paths;
    const tookMs = performance.now() - this.#startedAt;
    const serverId = udp.serverId ?? tcp.serverId;
    const port = udp.port ?? tcp.port;
    const result = { ...found, serverId, protocol: path?.protocol, port, tookMs };
    if (path === undefined) return { ...result, roundTripMs: undefined, ...NOTHING };
    const { roundTrips, pingsArrived, report, download } = path;
    const heard = pingsArrived > 0;
    return {
      ...result,
      roundTripMs: medianOf(path),
      lossUp: heard ? 1 - pingsArrived / PINGS : undefined,
      lossDown: heard ? Math.max(0, 1 - roundTrips.size / pingsArrived) : undefined,
      upload: report?.rate,
      download: download.rate,
    };
  }

  #step(step: CheckStep): void {
    if (!this.#scope.closed) this.#options.onStep?.(step);
  }
}

const NOTHING = { lossUp: undefined, lossDown: undefined, upload: undefined, download: undefined };

function medianOf({ roundTrips }: CheckPath): number | undefined {
  const sorted = [...roundTrips.values()].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

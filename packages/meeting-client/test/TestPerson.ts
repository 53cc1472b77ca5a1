import { type LocalServer, type TestMeeting, waitFor, waitUntil } from '@convene/media/testing';
import { type Limits, type Source, type StreamId, streamIdOf, type UserId } from '@convene/protocol';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { FakeHandler, testFakeParameters, type types } from 'mediasoup-client';
import {
  type ConnectionState,
  type JoinOptions,
  MeetingClient,
  type MeetingSnapshot,
  type StreamView,
} from '../src/index.ts';
import { FakeEnvironment } from '../src/testing/FakeEnvironment.ts';
import { SocketLog } from './SocketLog.ts';
import { TestLocalMedia } from './TestLocalMedia.ts';
import { TestWeb } from './TestWeb.ts';

export type TestPersonOptions = {
  readonly local: LocalServer;
  readonly meeting: TestMeeting;
  /** Who the browser's cookie says it is. */
  readonly userId?: UserId;
  readonly environment?: FakeEnvironment;
  readonly limits?: Limits;
  readonly device?: types.DeviceOptions;
  readonly createTrack?: (kind: 'audio' | 'video') => MediaStreamTrack;
};

/** mediasoup-client without WebRTC: all of its signaling, no packets. */
const withoutMedia = (): types.DeviceOptions => ({
  handlerFactory: FakeHandler.createFactory(testFakeParameters),
});

/** One person with a MeetingClient, against a real media server. */
export class TestPerson {
  readonly client: MeetingClient;
  readonly web: TestWeb;
  readonly sockets = new SocketLog();
  readonly environment: FakeEnvironment;
  readonly localMedia: TestLocalMedia;
  /** Every connection state that was shown, in order: some last only for a moment. */
  readonly connections: ConnectionState[] = [];

  constructor(options: TestPersonOptions) {
    const { local, meeting, userId, limits } = options;
    this.web = new TestWeb(local, meeting, userId);
    this.environment = options.environment ?? new FakeEnvironment();
    this.localMedia = new TestLocalMedia(
      options.createTrack ?? ((kind) => new FakeMediaStreamTrack({ kind })),
    );
    this.client = new MeetingClient({
      slug: meeting.slug,
      web: this.web,
      localMedia: this.localMedia,
      environment: this.environment,
      webSocket: this.sockets.webSocket,
      device: options.device ?? withoutMedia(),
      ...(limits && { limits }),
    });
    this.client.subscribe(() => {
      const { phase } = this.snapshot;
      if (phase.state === 'joined' && phase.connection !== this.connections.at(-1)) {
        this.connections.push(phase.connection);
      }
    });
  }

  get snapshot(): MeetingSnapshot {
    return this.client.getSnapshot();
  }

  /** Both devices on, lobby open and warm. */
  async enterWarm(): Promise<void> {
    await this.localMedia.startMicrophone();
    await this.localMedia.startCamera();
    await this.client.enter();
    await this.untilWarm();
  }

  async untilWarm(): Promise<void> {
    await waitUntil('a warm lobby', () => this.snapshot.phase.state === 'lobby' && this.snapshot.phase.warm);
  }

  async join(options: JoinOptions): Promise<void> {
    await this.enterWarm();
    await this.client.join(options);
  }

  async untilPhase<S extends MeetingSnapshot['phase']['state']>(
    state: S,
  ): Promise<Extract<MeetingSnapshot['phase'], { state: S }>> {
    return waitFor(`phase ${state}`, () => {
      const { phase } = this.snapshot;
      // The comparison narrows the state, which TypeScript does not carry over to the generic union.
      return phase.state === state ? (phase as Extract<MeetingSnapshot['phase'], { state: S }>) : undefined;
    });
  }

  /** Connected again, after what `states` name in this order. */
  async untilBackAfter(...states: ConnectionState[]): Promise<void> {
    const wanted = [...states, 'connected'].join();
    await waitUntil(`${wanted} (saw ${this.connections.join()})`, () =>
      this.connections.join().endsWith(wanted),
    );
  }

  async untilConnection(connection: ConnectionState): Promise<void> {
    await waitUntil(`connection ${connection}`, () => this.connections.at(-1) === connection);
  }

  get names(): readonly string[] {
    return this.snapshot.participants.map(({ name }) => name).sort();
  }

  streamId(of: TestPerson, source: Source): StreamId {
    const self = of.snapshot.self;
    if (self === undefined) throw new Error('not joined');
    return streamIdOf(self.participantId, source);
  }

  /** The stream as this person sees it, once a consumer of it stands. */
  async untilReceives(of: TestPerson, source: Source): Promise<StreamView> {
    return waitFor(`a consumer of ${source}`, () => {
      const stream = this.snapshot.streams.get(this.streamId(of, source));
      return stream?.trackId === undefined ? undefined : stream;
    });
  }

  close(): void {
    this.client.close();
    this.localMedia.close();
  }
}

import type {
  ConsumerInfo,
  Joined,
  JoinInput,
  PeerId,
  PrepareOutput,
  ProducerId,
  UserId,
} from '@convene/protocol';
import type { TestMeeting } from './Installation.ts';
import type { LocalCluster } from './LocalCluster.ts';
import { audioParameters, videoParameters } from './rtp.ts';
import type { TestClient } from './TestClient.ts';
import { waitFor } from './waitFor.ts';

/** Somebody who sits in a meeting, by hand. */
export type Sitting = {
  readonly client: TestClient;
  readonly prepared: PrepareOutput;
  readonly joined: Joined;
};

export type SitOptions = {
  readonly userId?: UserId;
  readonly predecessor?: PeerId;
  readonly input?: Partial<JoinInput>;
};

/** People of one meeting on the servers of a cluster. */
export class Sittings {
  readonly #cluster: LocalCluster;
  readonly #meeting: TestMeeting;

  constructor(cluster: LocalCluster, meeting: TestMeeting) {
    this.#cluster = cluster;
    this.#meeting = meeting;
  }

  /** On the server of this index. */
  async sit(index: number, name: string, { userId, predecessor, input }: SitOptions = {}): Promise<Sitting> {
    const client = await this.#cluster.enter(index, this.#meeting, {
      ...(userId && { userId }),
      ...(predecessor && { change: { predecessor } }),
    });
    const prepared = await client.trpc.prepare.mutate();
    const joined = await client.joinWith(prepared.routerRtpCapabilities, { name, ...input });
    return { client, prepared, joined };
  }
}

/** On the transport of `prepare`, or of the answer of `join` when that names another one. */
export async function send(
  { client, prepared, joined }: Sitting,
  source: 'microphone' | 'camera',
): Promise<ProducerId> {
  const { sendTransport } = joined.transports ?? prepared;
  const { producerId } = await client.trpc.produce.mutate({
    transportId: sendTransport.transportId,
    source,
    kind: source === 'microphone' ? 'audio' : 'video',
    rtpParameters: source === 'microphone' ? audioParameters() : videoParameters('1', 3),
    paused: false,
  });
  return producerId;
}

/** The consumer of a producer, as its receiver is told. */
export async function consumerOf({ client, joined }: Sitting, producerId: ProducerId): Promise<ConsumerInfo> {
  return waitFor('a consumer', () => {
    const told = client.eventsOf('newConsumer').map(({ consumer }) => consumer);
    return [...joined.snapshot.consumers, ...told].find((consumer) => consumer.producerId === producerId);
  });
}

import {
  DataLabel,
  kindOfSource,
  ProducerId,
  RtpParameters,
  Source,
  type TransportInfo,
} from '@convene/protocol';
import type { types } from 'mediasoup-client';
import { clientErrorOf } from './clientError.ts';
import type { MediaSignaling, Transport } from './mediaPorts.ts';
import { retryLost } from './retryLost.ts';

type Asking = {
  readonly signaling: MediaSignaling;
  /** Nobody needs the answer any more. */
  readonly isOver: () => boolean;
};

/** The transport's DTLS parameters go to the server (004-28). */
export function answerConnect(
  transport: Transport,
  { transportId }: TransportInfo,
  { signaling, isOver }: Asking,
): void {
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    const connect = () => signaling.connectTransport({ transportId, dtlsParameters });
    void answer({ request: connect, isOver }, done, failed);
  });
}

/** What is made on the send transport is made on the server (004-34). */
export function answerProduce(
  transport: Transport,
  { transportId }: TransportInfo,
  { signaling, isOver }: Asking,
): void {
  const produce = async (appData: types.AppData, parameters: types.RtpParameters) => {
    const source = Source.parse(appData['source']);
    const { producerId } = await signaling.produce({
      transportId,
      source,
      kind: kindOfSource(source),
      rtpParameters: RtpParameters.parse(parameters),
      paused: appData['paused'] === true,
      ...(appData['replaces'] !== undefined && { replaces: ProducerId.parse(appData['replaces']) }),
    });
    return { id: producerId };
  };
  const produceData = async (label: string | undefined, sctpStreamParameters: types.SctpStreamParameters) => {
    const { dataProducerId } = await signaling.produceData({
      transportId,
      label: DataLabel.parse(label),
      sctpStreamParameters,
    });
    return { id: dataProducerId };
  };
  transport.on('produce', ({ rtpParameters, appData }, done, failed) => {
    void answer({ request: () => produce(appData, rtpParameters), isOver }, done, failed);
  });
  transport.on('producedata', ({ sctpStreamParameters, label }, done, failed) => {
    void answer({ request: () => produceData(label, sctpStreamParameters), isOver }, done, failed);
  });
}

/** mediasoup-client's events want their answer by one of two callbacks. */
async function answer<T>(
  { request, isOver }: { request: () => Promise<T>; isOver: () => boolean },
  done: (value: T) => void,
  failed: (error: Error) => void,
): Promise<void> {
  try {
    done(await retryLost(request, isOver));
  } catch (error) {
    failed(clientErrorOf(error));
  }
}

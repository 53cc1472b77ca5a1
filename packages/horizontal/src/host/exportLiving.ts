import type { LiveObjects, TransportObjects } from '../LiveObjects.ts';
import type { ObjectKind } from '../remote/kinds.ts';
import { HOST_REF, type Ref } from '../remote/messages.ts';
import { type HostObject, RTP_OBSERVER_KINDS, TRANSPORT_KINDS } from './hostObjects.ts';

type Export = (kind: ObjectKind, object: HostObject, parent: Ref) => Ref;

/** Exports all that lives now, parents first (002-9). */
export function exportLiving(objects: LiveObjects, add: Export): void {
  const workers = new Map([...objects.workers].map((worker) => [worker, add('worker', worker, HOST_REF)]));
  for (const [server, worker] of objects.webRtcServers) {
    add('webRtcServer', server, workers.get(worker) ?? HOST_REF);
  }
  for (const [router, { worker, transports, rtpObservers }] of objects.routers) {
    const ref = add('router', router, workers.get(worker) ?? HOST_REF);
    for (const [transport, on] of transports) {
      exportTransport(on, { parent: add(TRANSPORT_KINDS[transport.type], transport, ref), add });
    }
    for (const rtpObserver of rtpObservers) add(RTP_OBSERVER_KINDS[rtpObserver.type], rtpObserver, ref);
  }
}

function exportTransport(on: TransportObjects, { parent, add }: { parent: Ref; add: Export }): void {
  for (const producer of on.producers.values()) add('producer', producer, parent);
  for (const consumer of on.consumers.values()) add('consumer', consumer, parent);
  for (const producer of on.dataProducers.values()) add('dataProducer', producer, parent);
  for (const consumer of on.dataConsumers.values()) add('dataConsumer', consumer, parent);
}

import type { types } from 'mediasoup';
import type { ObjectKind } from './kinds.ts';
import type { Ref } from './messages.ts';
import { RemoteConsumer } from './RemoteConsumer.ts';
import { RemoteDataConsumer } from './RemoteDataConsumer.ts';
import { RemoteDataProducer } from './RemoteDataProducer.ts';
import { RemoteDirectTransport } from './RemoteDirectTransport.ts';
import { RemoteHandle, type RemotePort } from './RemoteHandle.ts';
import type { AnyRemoteObject } from './RemoteObject.ts';
import { RemotePipeTransport } from './RemotePipeTransport.ts';
import { RemotePlainTransport } from './RemotePlainTransport.ts';
import { RemoteProducer } from './RemoteProducer.ts';
import { RemoteRouter, type RouterPiping } from './RemoteRouter.ts';
import { RemoteActiveSpeakerObserver, RemoteAudioLevelObserver } from './RemoteRtpObserver.ts';
import { RemoteWebRtcServer } from './RemoteWebRtcServer.ts';
import { RemoteWebRtcTransport } from './RemoteWebRtcTransport.ts';
import { RemoteWorker } from './RemoteWorker.ts';

export type ProxyOptions = {
  readonly kind: ObjectKind;
  readonly ref: Ref;
  readonly port: RemotePort;
  readonly state: unknown;
  readonly appData: types.AppData;
  readonly piping: RouterPiping;
};

/** The event by which the observer of a parent tells of a new object. */
export const NEW_EVENTS: Readonly<Record<ObjectKind, string>> = {
  worker: 'newworker',
  webRtcServer: 'newwebrtcserver',
  router: 'newrouter',
  webRtcTransport: 'newtransport',
  plainTransport: 'newtransport',
  pipeTransport: 'newtransport',
  directTransport: 'newtransport',
  producer: 'newproducer',
  consumer: 'newconsumer',
  dataProducer: 'newdataproducer',
  dataConsumer: 'newdataconsumer',
  audioLevelObserver: 'newrtpobserver',
  activeSpeakerObserver: 'newrtpobserver',
};

/** @throws HorizontalError incompatible: its state is not what this kind has */
export function makeProxy(options: ProxyOptions): AnyRemoteObject {
  return make(options) as unknown as AnyRemoteObject; // Which events it has is its class's affair.
}

function make({ kind, appData, piping, ...of }: ProxyOptions) {
  switch (kind) {
    case 'worker': {
      return new RemoteWorker(new RemoteHandle({ kind, ...of }), appData);
    }
    case 'webRtcServer': {
      return new RemoteWebRtcServer(new RemoteHandle({ kind, ...of }), appData);
    }
    case 'router': {
      return new RemoteRouter(new RemoteHandle({ kind, ...of }), appData, piping);
    }
    case 'webRtcTransport': {
      return new RemoteWebRtcTransport(new RemoteHandle({ kind, ...of }), appData);
    }
    case 'plainTransport': {
      return new RemotePlainTransport(new RemoteHandle({ kind, ...of }), appData);
    }
    case 'pipeTransport': {
      return new RemotePipeTransport(new RemoteHandle({ kind, ...of }), appData);
    }
    case 'directTransport': {
      return new RemoteDirectTransport(new RemoteHandle({ kind, ...of }), appData);
    }
    case 'producer': {
      return new RemoteProducer(new RemoteHandle({ kind, ...of }), appData);
    }
    case 'consumer': {
      return new RemoteConsumer(new RemoteHandle({ kind, ...of }), appData);
    }
    case 'dataProducer': {
      return new RemoteDataProducer(new RemoteHandle({ kind, ...of }), appData);
    }
    case 'dataConsumer': {
      return new RemoteDataConsumer(new RemoteHandle({ kind, ...of }), appData);
    }
    case 'audioLevelObserver': {
      return new RemoteAudioLevelObserver(new RemoteHandle({ kind, ...of }), appData);
    }
    case 'activeSpeakerObserver': {
      return new RemoteActiveSpeakerObserver(new RemoteHandle({ kind, ...of }), appData);
    }
    default: {
      return kind satisfies never;
    }
  }
}

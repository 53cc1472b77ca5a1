import type { types } from 'mediasoup';
import type { ObjectKind } from '../remote/kinds.ts';

export type HostObject =
  | types.Worker
  | types.WebRtcServer
  | types.Router
  | types.Transport
  | types.Producer
  | types.Consumer
  | types.DataProducer
  | types.DataConsumer
  | types.RtpObserver;

export const TRANSPORT_KINDS: Readonly<Record<types.TransportType, ObjectKind>> = {
  webrtc: 'webRtcTransport',
  plain: 'plainTransport',
  pipe: 'pipeTransport',
  direct: 'directTransport',
};
export const RTP_OBSERVER_KINDS: Readonly<Record<types.RtpObserverType, ObjectKind>> = {
  audiolevel: 'audioLevelObserver',
  activespeaker: 'activeSpeakerObserver',
};

type Born = (kind: ObjectKind, object: HostObject) => void;

/** Tells of each object that is made on this one, until the answer is called. */
export function watchBirths(kind: ObjectKind, object: HostObject, born: Born): () => void {
  switch (kind) {
    case 'worker': {
      const { observer } = object as types.Worker; // By its kind.
      const server = (made: types.WebRtcServer) => born('webRtcServer', made);
      const router = (made: types.Router) => born('router', made);
      observer.on('newwebrtcserver', server).on('newrouter', router);
      return () => observer.off('newwebrtcserver', server).off('newrouter', router);
    }
    case 'router': {
      const { observer } = object as types.Router; // By its kind.
      const transport = (made: types.Transport) => born(TRANSPORT_KINDS[made.type], made);
      const rtpObserver = (made: types.RtpObserver) => born(RTP_OBSERVER_KINDS[made.type], made);
      observer.on('newtransport', transport).on('newrtpobserver', rtpObserver);
      return () => observer.off('newtransport', transport).off('newrtpobserver', rtpObserver);
    }
    case 'webRtcTransport':
    case 'plainTransport':
    case 'pipeTransport':
    case 'directTransport': {
      return watchTransport((object as types.Transport).observer, born); // By its kind.
    }
    default: {
      // On the others nothing is made.
      return () => undefined;
    }
  }
}

function watchTransport(observer: types.TransportObserver, born: Born): () => void {
  const producer = (made: types.Producer) => born('producer', made);
  const consumer = (made: types.Consumer) => born('consumer', made);
  const dataProducer = (made: types.DataProducer) => born('dataProducer', made);
  const dataConsumer = (made: types.DataConsumer) => born('dataConsumer', made);
  observer.on('newproducer', producer).on('newconsumer', consumer);
  observer.on('newdataproducer', dataProducer).on('newdataconsumer', dataConsumer);
  return () => {
    observer.off('newproducer', producer).off('newconsumer', consumer);
    observer.off('newdataproducer', dataProducer).off('newdataconsumer', dataConsumer);
  };
}

/** The properties that are not what they were for ever. */
export const CHANGING: Readonly<Partial<Record<ObjectKind, readonly string[]>>> = {
  router: ['rtpCapabilities'],
  webRtcTransport: [
    'iceParameters',
    'iceState',
    'iceSelectedTuple',
    'dtlsParameters',
    'dtlsState',
    'dtlsRemoteCert',
    'sctpState',
    'sctpNegotiatedCapabilities',
  ],
  plainTransport: ['tuple', 'rtcpTuple', 'srtpParameters', 'sctpState', 'sctpNegotiatedCapabilities'],
  pipeTransport: ['tuple', 'sctpState', 'sctpNegotiatedCapabilities'],
  producer: ['paused', 'score'],
  consumer: ['paused', 'producerPaused', 'priority', 'score', 'preferredLayers', 'currentLayers'],
  dataProducer: ['paused'],
  dataConsumer: ['paused', 'dataProducerPaused', 'subchannels'],
  audioLevelObserver: ['paused'],
  activeSpeakerObserver: ['paused'],
};

/** Events that change no property, and of which there may be many. */
export const STATELESS_EVENTS: ReadonlySet<string> = new Set(['rtp', 'rtcp', 'message', 'trace', 'volumes']);

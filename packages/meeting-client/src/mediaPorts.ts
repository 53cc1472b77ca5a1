import type { ProducerId, RtpCapabilities, RtpParameters } from '@convene/protocol';
import type { types } from 'mediasoup-client';
import type { SignalingClient } from './SignalingClient.ts';

/** What the media side asks of signaling. */
export type MediaSignaling = Pick<
  SignalingClient,
  | 'connectTransport'
  | 'restartIce'
  | 'produce'
  | 'produceData'
  | 'pauseProducer'
  | 'resumeProducer'
  | 'closeProducer'
  | 'resumeConsumer'
>;

export type Transport = types.Transport;
export type Producer = types.Producer;
export type Consumer = types.Consumer;

// mediasoup-client types ids as strings; a producer's was a branded UUID when signaling handed it over.
export const producerIdOf = (producer: Producer): ProducerId => producer.id as ProducerId;

// The protocol's schemas are mediasoup's own parameters, parsed; they differ only in `| undefined` and in how closed
// their lists of names are.
export const clientCapabilities = (parsed: RtpCapabilities) => parsed as types.RtpCapabilities;
export const clientParameters = (parsed: RtpParameters) => parsed as types.RtpParameters;

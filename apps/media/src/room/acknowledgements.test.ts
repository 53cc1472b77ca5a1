import { expect, it } from 'vitest';
import { isAcknowledged, judgeAcknowledgement, type Traffic } from './acknowledgements.ts';

const BEGIN: Traffic = {
  at: 0,
  bytesReceived: 1_000,
  sent: new Map([['camera', { kind: 'video', packets: 5_000 }]]),
  isUnestimated: false,
};

/** Ten seconds later. */
const later = (
  bytes: number,
  packets: { camera?: number; screen?: number; microphone?: number },
): Traffic => ({
  at: 10_000,
  bytesReceived: BEGIN.bytesReceived + bytes,
  sent: new Map(
    Object.entries(packets).map(([id, count]) => [
      id,
      { kind: id === 'microphone' ? 'audio' : 'video', packets: count },
    ]),
  ),
  isUnestimated: false,
});

it.each([
  ['a report for each packet, and more', later(4_500, { camera: 6_500 }), 'acknowledges'],
  ['receiver reports, and no more', later(650, { camera: 6_500 }), 'doesNot'],
  ['a new consumer, whose packets count from its beginning', later(650, { screen: 1_500 }), 'doesNot'],
  ['nothing at all: it is out of reach', later(0, { camera: 6_500 }), 'unknown'],
  ['hardly a packet to acknowledge', later(50, { camera: 5_100 }), 'unknown'],
  ['a consumer that was closed', later(50, {}), 'unknown'],
])('BOUND-20: whether a receiver acknowledges: %s', (_what, now, judgement) => {
  expect(judgeAcknowledgement(BEGIN, now)).toBe(judgement);
});

it.each([
  // As measured, in meetings of four and five with some 60 packets a second.
  ['3 bytes for a packet', later(1_960, { camera: 5_150, microphone: 500 }), 'doesNot'],
  ['8, with the receipts of data messages', later(4_560, { camera: 5_150, microphone: 450 }), 'doesNot'],
  ['11 bytes for a packet', later(7_400, { camera: 5_150, microphone: 500 }), 'acknowledges'],
  ['sound alone, which leaves the estimate as it is', later(1_960, { microphone: 650 }), 'acknowledges'],
])('BOUND-20: while nothing has changed the estimate: %s', (_what, now, judgement) => {
  expect(judgeAcknowledgement({ ...BEGIN, isUnestimated: true }, { ...now, isUnestimated: true })).toBe(
    judgement,
  );
  expect(judgeAcknowledgement(BEGIN, { ...now, isUnestimated: true })).toBe('acknowledges');
});

it('BOUND-20: only packets that are numbered for the whole transport can be acknowledged', () => {
  const uri = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
  expect(isAcknowledged([{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' }, { uri }])).toBe(true);
  expect(isAcknowledged([{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' }])).toBe(false);
  expect(isAcknowledged(undefined)).toBe(false);
});

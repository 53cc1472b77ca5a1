import { afterAll, beforeAll, describe } from 'vitest';
import { type Environment, environments } from './contract/environments.ts';
import { describeData } from './contract/data.ts';
import { describeMedia } from './contract/media.ts';
import { describeTransports } from './contract/transports.ts';
import { describeWorkers } from './contract/workers.ts';

/** Written for mediasoup alone, and run wherever our code says that it is the same. */
describe.each(environments)('$name', ({ start }) => {
  let environment: Environment;
  beforeAll(async () => {
    environment = await start();
  });
  afterAll(async () => environment.close());

  const mediasoup = () => environment.mediasoup;
  describe('workers', () => describeWorkers(mediasoup));
  describe('transports', () => describeTransports(mediasoup));
  describe('media and pipeToRouter (002-13, 002-14, 002-15)', () => describeMedia(mediasoup));
  describe('data', () => describeData(mediasoup));
});

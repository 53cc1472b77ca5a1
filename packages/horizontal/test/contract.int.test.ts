import { afterAll, beforeAll, describe } from 'vitest';
import { type Environment, environments } from './contract/environments.ts';
import { describeWorkers } from './contract/workers.ts';

/** Written for mediasoup alone, and run wherever our code says that it is the same. */
describe.each(environments)('$name', ({ start }) => {
  let environment: Environment;
  beforeAll(async () => {
    environment = await start();
  });
  afterAll(async () => environment.close());

  const mediasoup = () => environment.mediasoup;
  describeWorkers(mediasoup);
});

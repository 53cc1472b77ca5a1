import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forward } from '../examples/forward.ts';
import { type Environment, environments } from './contract/environments.ts';

describe.each(environments)('$name', ({ start }) => {
  let environment: Environment;
  beforeAll(async () => {
    environment = await start();
  });
  afterAll(async () => environment.close());

  test('HZN-31 (002-10, 002-12, 002-20): a program that was written for mediasoup scales out unchanged', async () => {
    const numbers = await forward(environment.mediasoup, 20);
    const [first = 0] = numbers;
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => first + index));
  });
});

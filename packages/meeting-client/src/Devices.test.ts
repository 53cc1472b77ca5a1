import { expect, it } from 'vitest';
import { Devices } from './Devices.ts';

it('CLIENT-10: a browser that mediasoup-client does not know is told so, once and for all', async () => {
  // Node is such a one.
  await expect(new Devices().load({ codecs: [] })).rejects.toMatchObject({ code: 'unsupportedBrowser' });
});

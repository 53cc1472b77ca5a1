import * as mediasoup from 'mediasoup';
import type { types } from 'mediasoup';
import { Horizontal, LocalConnection } from '../../src/index.ts';
import { RemoteHost } from '../RemoteHost.ts';

/** Where a program that was written for mediasoup runs. */
export type Environment = { readonly mediasoup: types.Index; close(): Promise<void> };

/** One other host: all that mediasoup itself can do, it can do there. */
export async function startOneHost(): Promise<Environment> {
  const host = await RemoteHost.start();
  const connection = await host.connect();
  return {
    mediasoup: new Horizontal([connection]),
    close: async () => {
      connection.close();
      await host.close();
    },
  };
}

export const environments: readonly { name: string; start: () => Promise<Environment> }[] = [
  { name: 'plain mediasoup', start: async () => ({ mediasoup, close: async () => undefined }) },
  {
    name: 'two hosts',
    start: async () => {
      const hosts = await Promise.all([RemoteHost.start(), RemoteHost.start()]);
      const connections = await Promise.all(hosts.map(async (host) => host.connect()));
      return {
        mediasoup: new Horizontal(connections),
        close: async () => {
          for (const connection of connections) connection.close();
          await Promise.all(hosts.map(async (host) => host.close()));
        },
      };
    },
  },
  {
    name: 'this process and another host',
    start: async () => {
      const host = await RemoteHost.start();
      const connections = [new LocalConnection(), await host.connect()];
      return {
        mediasoup: new Horizontal(connections),
        close: async () => {
          for (const connection of connections) connection.close();
          await host.close();
        },
      };
    },
  },
];

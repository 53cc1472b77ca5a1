import type { types } from 'mediasoup';
import type { EnhancedEventEmitter } from 'mediasoup/extras';
import type { LiveObjects } from './LiveObjects.ts';

/** What instances must have in common, so that it does not matter on which one an object is made (002-6, 002-7). */
export type Compatibility = {
  /** Number of the protocol by which instances are controlled from afar. */
  readonly protocol: number;
  /** mediasoup's version as `major.minor`. */
  readonly mediasoup: string;
  /** MIME types of the codecs that routers can be made with, in lower case and sorted. */
  readonly codecs: readonly string[];
};

/** `reconnecting`: its objects stand and calls wait; if the link is not back in time it closes, and they with it. */
export type ConnectionState = 'open' | 'reconnecting' | 'closed';

export type ConnectionObserverEvents = {
  newworker: [types.Worker];
  statechange: [ConnectionState];
  close: [];
};

/** One mediasoup instance, in this process or on another host: whatever has this interface can be added (002-4, 002-5). */
export interface MediasoupConnection {
  /** For people: in messages and in `npm run top`. */
  readonly name: string;
  readonly state: ConnectionState;
  readonly compatibility: Compatibility;
  /** The workers that live now. */
  readonly workers: ReadonlySet<types.Worker>;
  /** All its objects that live now, those that were there before it was added too (002-9). */
  readonly objects: LiveObjects;
  /** Each object that is made on the connection is seen from here, as with mediasoup's own observer (002-8). */
  readonly observer: EnhancedEventEmitter<ConnectionObserverEvents>;
  createWorker<WorkerAppData extends types.AppData = types.AppData>(
    settings?: types.WorkerSettings<WorkerAppData>,
  ): Promise<types.Worker<WorkerAppData>>;
  /** Lets go of the instance. What was made over this connection is closed; a local instance itself lives on. */
  close(): void;
}

// What every provider of the fake ARM is given. Nothing here is global: two sandboxes in one process share nothing.

import type { Clock } from '../../../src/base/clock.ts';
import type { WorkStore } from './workStore.ts';
import type { PacketSource } from '../contract.ts';
import type { Directory } from '../identity/directory.ts';
import type { Seed } from '../seed.ts';
import type { ArmState } from './armState.ts';
import type { CaptureControl } from './capture/captureControl.ts';
import type { MachineControl } from './compute/machineControl.ts';
import type { Monitor } from '../monitor/monitor.ts';
import type { Operations } from './operations.ts';

/** Writes and removes files in a storage account; the blob part implements it. `path` begins with the container. */
export interface BlobWriter {
  put(account: string, path: string, bytes: Uint8Array): Promise<void>;
  remove(account: string, path: string): Promise<void>;
}

/** Where the data planes listen, for the endpoints that resources show. */
export interface DataPlaneEndpoints {
  /** Root of the blob service, e.g. https://127.0.0.1:40002 */
  readonly blob: string;
  /** Host and port of AMQP over TLS, e.g. 127.0.0.1:40003 */
  readonly eventHubs: string;
}

/** Everything a provider may use. */
export interface ArmContext {
  readonly state: ArmState;
  readonly clock: Clock;
  readonly seed: Seed;
  readonly directory: Directory;
  readonly operations: Operations;
  /** Timers and sessions that end with the server or a reset. */
  readonly store: WorkStore;
  /** Root of ARM itself without a slash at the end. */
  readonly endpoint: () => string;
  readonly endpoints: DataPlaneEndpoints;
  readonly pageSize: number;
  /** Rows of a page of Resource Graph at most. */
  readonly graphPageSize: number;
  readonly captures: CaptureControl;
  readonly machines: MachineControl;
  readonly monitor: Monitor;
  readonly packets: PacketSource;
  readonly blobs: BlobWriter;
}

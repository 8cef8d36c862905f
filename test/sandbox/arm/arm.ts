// Puts the fake ARM together: state, operations, providers, server. A new provider is one line here and one file.

import type { Clock } from '../../../src/base/clock.ts';
import { WorkStore } from './workStore.ts';
import type { PacketSource, Running } from '../contract.ts';
import type { FaultRules } from '../control/faultRules.ts';
import type { RequestLog } from '../control/requestLog.ts';
import type { Directory } from '../identity/directory.ts';
import type { TokenAuthority } from '../identity/tokens.ts';
import type { Seed } from '../seed.ts';
import type { ArmContext, BlobWriter, DataPlaneEndpoints } from './armContext.ts';
import { startArmServer } from './armServer.ts';
import { ArmState } from './armState.ts';
import { CaptureControl } from './capture/captureControl.ts';
import { MachineControl } from './compute/machineControl.ts';
import type { EstateSize } from './estate.ts';
import { buildEstate } from './estate.ts';
import { Monitor } from '../monitor/monitor.ts';
import type { MonitorOptions } from '../monitor/monitor.ts';
import { logWrite } from '../monitor/operationEvents.ts';
import { Operations } from './operations.ts';
import { alertsManagementRoutes } from './provider/alertsManagement.ts';
import { computeRoutes } from './provider/compute.ts';
import { diagnosticRoutes } from './provider/diagnostics.ts';
import { eventHubRoutes } from './provider/eventHubs.ts';
import { flowLogRoutes } from './provider/flowLogs.ts';
import { monitorRoutes } from './provider/monitor.ts';
import { networkRoutes } from './provider/networks.ts';
import { networkWatcherRoutes } from './provider/networkWatchers.ts';
import { packetCaptureRoutes } from './provider/packetCaptures.ts';
import { permissionRoutes } from './provider/permissions.ts';
import { resourceGraphRoutes } from './provider/resourceGraph.ts';
import { storageRoutes } from './provider/storage.ts';
import { subscriptionRoutes } from './provider/subscriptions.ts';
import type { Route } from './route.ts';
import { Router } from './route.ts';

/** What ARM is started with. */
export interface StartArmOptions {
  readonly port: number;
  readonly tls: { readonly cert: string; readonly key: string };
  readonly clock: Clock;
  readonly seed: Seed;
  readonly directory: Directory;
  readonly authority: TokenAuthority;
  readonly faults: FaultRules;
  readonly log: RequestLog;
  readonly endpoints: DataPlaneEndpoints;
  readonly packets: PacketSource;
  readonly blobs: BlobWriter;
  readonly estate: EstateSize;
  /** Items of a list page. */
  readonly pageSize: number;
  /** Rows of a page of Resource Graph at most. */
  readonly graphPageSize: number;
  /** Seconds in every Retry-After of an unfinished operation. */
  readonly retryAfterInSeconds: number;
  /** How long a long-running operation takes. */
  readonly operationDurationInMs: number;
  /** Time between the end of a capture and the appearance of its file. */
  readonly blobDelayInMs: number;
  readonly tokenLifetimeInSeconds: number;
  readonly monitor: MonitorOptions;
}

/** The running ARM. */
export interface Arm extends Running {
  readonly port: number;
  /** Root without a slash at the end. */
  readonly endpoint: string;
  readonly state: ArmState;
  readonly captures: CaptureControl;
  readonly machines: MachineControl;
  readonly monitor: Monitor;
  /** Ends captures and operations and fills the state anew. */
  reset(): void;
}

/** Every provider of the sandbox. */
const providers: readonly ((context: ArmContext) => Route[])[] = [
  subscriptionRoutes,
  permissionRoutes,
  networkWatcherRoutes,
  networkRoutes,
  packetCaptureRoutes,
  diagnosticRoutes,
  flowLogRoutes,
  computeRoutes,
  storageRoutes,
  eventHubRoutes,
  monitorRoutes,
  alertsManagementRoutes,
  resourceGraphRoutes,
];

/** Starts ARM. */
export async function startArm(options: StartArmOptions): Promise<Arm> {
  const { clock, seed, directory, endpoints } = options;
  const state = new ArmState();
  const store = new WorkStore();
  let origin = '';
  const endpoint = (): string => origin;
  const operations = new Operations({
    clock,
    seed,
    store,
    endpoint,
    durationInMs: options.operationDurationInMs,
    retryAfterInSeconds: options.retryAfterInSeconds,
  });
  const captures = new CaptureControl({ blobDelayInMs: options.blobDelayInMs });
  const monitor = new Monitor({ ...options, ...options.monitor, state });
  const machines = new MachineControl(state, captures, monitor.activityLog);
  const context: ArmContext = { ...options, state, operations, store, endpoint, captures, machines, monitor };
  const fill = (): void => buildEstate({ state, seed, directory, endpoints, now: clock.now(), size: options.estate });
  fill();
  const router = new Router(providers.flatMap((provider) => provider(context)));
  const server = await startArmServer({
    ...options,
    state,
    router,
    endpoint,
    onWrite: (write) => logWrite(monitor.activityLog, operations, write),
  });
  origin = `https://127.0.0.1:${server.port}`;
  return {
    port: server.port,
    endpoint: origin,
    state,
    captures,
    machines,
    monitor,
    reset() {
      store.reset();
      operations.clear();
      captures.reset();
      state.clear();
      fill();
      monitor.reset();
    },
    async stop() {
      monitor.dispose();
      store.dispose();
      await server.stop();
    },
  };
}

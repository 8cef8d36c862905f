// The composition of the sandbox: starts its parts in order, describes them to the outside, stops them in reverse.

import { resolve } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Arm } from './arm/arm.ts';
import { startArm } from './arm/arm.ts';
import type { BlobWriter } from './arm/armContext.ts';
import type { EstateSize } from './arm/estate.ts';
import { accountNamesOf } from './arm/estate.ts';
import { eventHubKeys, eventHubPlan } from './arm/estate/eventHubs.ts';
import { storageKeys } from './arm/estate/storageAccounts.ts';
import { startAzurite } from './blob/azurite.ts';
import { createBlobClient } from './blob/blobClient.ts';
import { installAzurite } from './blob/installAzurite.ts';
import type { PacketSource, Running, SandboxInfo } from './contract.ts';
import { startControlServer } from './control/controlServer.ts';
import { FaultRules } from './control/faultRules.ts';
import { RequestLog } from './control/requestLog.ts';
import { describeSandbox, privateIpAddressOf } from './describe.ts';
import type { Broker } from './eventHubs/broker.ts';
import { startBroker } from './eventHubs/broker.ts';
import type { Fault } from './eventHubs/faults.ts';
import { assertPortsFree } from './httpServer.ts';
import { createDirectory } from './identity/directory.ts';
import { verifyEventHubsToken } from './identity/eventHubsTokens.ts';
import { TokenAuthority } from './identity/tokens.ts';
import { defaultDataDir } from './options.ts';
import type { Seed } from './seed.ts';
import { createSeed } from './seed.ts';
import type { Certificates } from './tls.ts';
import { ensureCertificates } from './tls.ts';
import { TrafficMeter } from './world/trafficMeter.ts';
import { VirtualNic } from './world/virtualNic.ts';
import type { World } from './world/world.ts';
import { startWorld } from './world/world.ts';

/** How to start a sandbox. Everything has a default; port 0 takes any free port. */
export interface StartSandboxOptions {
  readonly seed?: number;
  /** Requests per second of the small world. */
  readonly rate?: number;
  readonly armPort?: number;
  readonly blobPort?: number;
  readonly amqpPort?: number;
  readonly amqpsPort?: number;
  readonly controlPort?: number;
  readonly gatewayPort?: number;
  /** Keeps certificates and compiled code; `out/sandbox` of the project by default. */
  readonly dataDir?: string;
  /** What exists at the start; `small`. */
  readonly estate?: EstateSize;
  /** Items of a page of an ARM list, 100, and rows of a page of Resource Graph at most, 1000. */
  readonly pageSize?: number | undefined;
  /** Seconds in the Retry-After of unfinished operations; 1. Real Azure says 10. With 0 the Azure SDK waits its own 2 s. */
  readonly retryAfterInSeconds?: number;
  /** How long a long-running operation takes; 800 ms. Real Azure takes about 10 s. With 0 the first poll finds it done. */
  readonly operationDurationInMs?: number;
  /** Time between the end of a capture and its file; 500 ms. */
  readonly blobDelayInMs?: number;
  /** Life of an access token; 3600 s. */
  readonly tokenLifetimeInSeconds?: number;
  /**
   * Length of a minute of alert rules, of retries and of silences; 60,000 ms. Rules are evaluated from the start when it is
   * given, otherwise from the first write to a rule or an action group.
   */
  readonly alertMinuteInMs?: number;
  /** `azurite` (default), or `none` for tests of ARM alone: captures then go to `blobs`, or nowhere. */
  readonly blobService?: 'azurite' | 'none';
  /** Takes the files of captures when there is no Azurite. */
  readonly blobs?: BlobWriter;
  /** Stands in for the virtual network cards of the world. */
  readonly packets?: PacketSource;
  readonly clock?: Clock;
  /** Told what happens while it happens: installation of Azurite, a part that ended by itself. */
  readonly onMessage?: (message: string) => void;
}

/** A running sandbox. */
export interface Sandbox extends Running {
  readonly info: SandboxInfo;
  /** For tests in the same process; others use the control endpoint. */
  readonly arm: Arm;
  readonly broker: Broker;
  readonly faults: FaultRules;
  readonly requests: RequestLog;
  readonly world: World;
  readonly certificates: Certificates;
}

/** Starts everything; when a part fails, the parts before it are stopped again. */
export async function startSandbox(given: StartSandboxOptions = {}): Promise<Sandbox> {
  // Azurite runs in another folder and clients are given paths: they must not depend on ours.
  const options = { ...given, dataDir: resolve(given.dataDir ?? defaultDataDir) };
  const parts: Running[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(
      parts
        .splice(0)
        .toReversed()
        .map((part) => part.stop()),
    );
  };
  try {
    return await startParts(options, parts, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Options with an absolute data folder. */
type Options = StartSandboxOptions & { readonly dataDir: string };

async function startParts(options: Options, parts: Running[], stop: () => Promise<void>): Promise<Sandbox> {
  await assertPortsFree(portsOf(options));
  const clock = options.clock ?? systemClock;
  const seed = createSeed(options.seed ?? 1);
  const directory = createDirectory(seed);
  const authority = new TokenAuthority({ directory, clock, seed });
  const certificates = ensureCertificates(options.dataDir);
  const faults = new FaultRules();
  const log = new RequestLog();
  const broker = await startEventHubs(options, { clock, seed, certificates }, (token) =>
    verifyEventHubsToken(authority, directory, token),
  );
  parts.push(broker);
  const blob = await startBlobService(options, seed, certificates);
  parts.push(blob);

  const world = await startWorld({
    sink: broker,
    hub: eventHubPlan.hubs[0].name,
    seed: seed.value,
    ratePerSecond: options.rate ?? 5,
    gatewayPort: options.gatewayPort ?? 0,
    clock,
  });
  parts.push(world);
  let arm: Arm | undefined = undefined;
  const nic = new VirtualNic({
    tap: world.tap,
    addressOf: (vmId) => (arm === undefined ? undefined : privateIpAddressOf(arm, vmId)),
    seed: seed.value,
    clock,
  });
  parts.push(nic);

  const alertMinuteInMs = options.alertMinuteInMs ?? 60_000;
  const meter = startMeter(world, { clock, seed: seed.value, slotInMs: Math.min(1000, alertMinuteInMs) });
  parts.push(meter);

  arm = await startArm({
    port: options.armPort ?? 0,
    tls: certificates,
    clock,
    seed,
    directory,
    authority,
    faults,
    log,
    endpoints: { blob: blob.endpoint, eventHubs: `127.0.0.1:${broker.tlsPort}` },
    packets: options.packets ?? nic,
    blobs: blob.writer,
    estate: options.estate ?? 'small',
    pageSize: options.pageSize ?? 100,
    graphPageSize: options.pageSize ?? 1000,
    retryAfterInSeconds: options.retryAfterInSeconds ?? 1,
    operationDurationInMs: options.operationDurationInMs ?? 800,
    blobDelayInMs: options.blobDelayInMs ?? 500,
    tokenLifetimeInSeconds: options.tokenLifetimeInSeconds ?? 3600,
    monitor: {
      meter: meter.meter,
      sink: broker,
      hubs: eventHubPlan,
      ca: certificates.ca,
      alertMinuteInMs,
      isAwake: options.alertMinuteInMs !== undefined,
    },
  });
  parts.push(arm);
  let info: SandboxInfo | undefined = undefined;
  const control = await startControlServer({
    port: options.controlPort ?? 0,
    faults,
    log,
    arm: () => arm,
    world,
    info: () => info as SandboxInfo,
    applyEventHubsFault: (fault) => applyFault(broker, fault),
    eventHubs: () => broker.hubs,
    reset() {
      faults.clear();
      log.clear();
      broker.faults.clear();
      arm.reset();
    },
  });
  parts.push(control);
  info = describeSandbox({
    arm,
    broker,
    directory,
    seed,
    certificates,
    controlPort: control.port,
    gatewayUrl: world.gatewayUrl,
  });
  return { info, arm, broker, world, faults, requests: log, certificates, stop };
}

/** Counts what the world's machines send and receive. */
function startMeter(
  world: World,
  options: { readonly clock: Clock; readonly seed: number; readonly slotInMs: number },
): Running & { readonly meter: TrafficMeter } {
  const meter = new TrafficMeter({ tap: world.tap, ...options });
  return { meter, stop: () => Promise.resolve(meter.dispose()) };
}

/** The ports asked for, with the options that name them. */
function portsOf(options: Options): Parameters<typeof assertPortsFree>[0] {
  return [
    { port: options.armPort ?? 0, optionName: '--arm-port' },
    { port: options.blobPort ?? 0, optionName: '--blob-port' },
    { port: options.amqpPort ?? 0, optionName: '--amqp-port' },
    { port: options.amqpsPort ?? 0, optionName: '--amqps-port' },
    { port: options.controlPort ?? 0, optionName: '--control-port' },
    { port: options.gatewayPort ?? 0, optionName: '--gateway-port' },
  ];
}

function startEventHubs(
  options: Options,
  ambient: { readonly clock: Clock; readonly seed: Seed; readonly certificates: Certificates },
  verifyToken: (token: string) => ReturnType<typeof verifyEventHubsToken>,
): Promise<Broker> {
  const { clock, seed, certificates } = ambient;
  return startBroker({
    clock,
    plainPort: options.amqpPort ?? 0,
    tlsPort: options.amqpsPort ?? 0,
    tls: certificates,
    verifyToken,
    keys: eventHubPlan.rules.map(({ name, rights }) => ({ name, rights, key: eventHubKeys(seed, name)[0] })),
    hubs: eventHubPlan.hubs.map((hub) => ({
      name: hub.name,
      namespace: eventHubPlan.namespace,
      partitionCount: hub.partitionCount,
      consumerGroups: hub.consumerGroups.filter((group) => group !== '$Default'),
      retention: { count: 20_000, bytes: 64 * 1024 * 1024 },
    })),
  });
}

async function startBlobService(
  options: Options,
  seed: Seed,
  certificates: Certificates,
): Promise<Running & { readonly endpoint: string; readonly writer: BlobWriter }> {
  if (options.blobService === 'none') {
    const nowhere: BlobWriter = { put: () => Promise.resolve(), remove: () => Promise.resolve() };
    // Port 9 is "discard": nobody answers there.
    return { endpoint: 'https://127.0.0.1:9', writer: options.blobs ?? nowhere, stop: () => Promise.resolve() };
  }
  const onMessage = options.onMessage ?? ((): void => {});
  const service = await startAzurite({
    entry: await installAzurite(onMessage),
    port: options.blobPort ?? 0,
    certificates,
    dataDir: options.dataDir,
    accounts: accountNamesOf(options.estate ?? 'small').map((name) => ({ name, keys: storageKeys(seed, name) })),
    onExit: onMessage,
  });
  const writer = createBlobClient({
    endpoint: service.endpoint,
    ca: certificates.ca,
    keyOf: (account) => storageKeys(seed, account)[0],
  });
  return { endpoint: service.endpoint, writer, stop: () => service.stop() };
}

function applyFault(broker: Broker, fault: unknown): number {
  const { kind } = fault as { readonly kind?: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(faultKinds, kind)) {
    throw new TypeError(`A fault of Event Hubs needs a 'kind', one of: ${Object.keys(faultKinds).join(', ')}.`);
  }
  return broker.faults.apply(fault as Fault);
}

/** A list the compiler keeps complete. */
const faultKinds: Readonly<Record<Fault['kind'], true>> = {
  dropSockets: true,
  closeConnections: true,
  detach: true,
  steal: true,
  refuseSends: true,
  pause: true,
  closePort: true,
  duplicate: true,
  reorder: true,
  unauthorized: true,
  deleteHub: true,
  clear: true,
};

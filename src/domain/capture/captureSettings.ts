// What a capture is asked to do: target, filters, limits, destination. Values only; checks are in captureFilter.ts and captureInput.ts.

import { isSameResource, parseResourceId, resourceName } from '../arm/resourceId.ts';

/** What can be captured (Network Watcher REST, PacketCaptureTargetType AzureVM and AzureVMSS). */
export type CaptureTargetKind = 'virtualMachine' | 'scaleSet';

/** Protocol of a filter as the service spells it. There is no ICMP. */
export type FilterProtocol = 'TCP' | 'UDP' | 'Any';

/** Members of a filter that hold addresses or ports, named as on the wire. */
export type FilterField = 'localIPAddress' | 'localPort' | 'remoteIPAddress' | 'remotePort';

/**
 * One filter (Network Watcher REST, PacketCaptureFilter). All fields of a filter must match, any of several filters
 * suffices; an absent field matches everything.
 */
export interface CaptureFilter extends Readonly<Partial<Record<FilterField, string>>> {
  readonly protocol: FilterProtocol;
}

/** Limits of a capture; undefined where the service did not say (continuous captures have none of the first two). */
export interface CaptureLimits {
  /** 1..18000 s; 0 is the service's longest. */
  readonly timeLimitInSeconds?: number;
  readonly totalBytesPerSession?: number;
  /** 0 keeps whole packets. */
  readonly bytesToCapturePerPacket?: number;
}

/** Ring of files of a continuous capture (Network Watcher REST, PacketCaptureSettings). */
export interface RingSettings {
  /** Files kept for each machine; the oldest goes first. 1..10000. */
  readonly fileCount: number;
  readonly fileSizeInBytes: number;
  /** 1..604800 s. */
  readonly sessionTimeLimitInSeconds: number;
}

/** Instances of a scale set by their ids (`0`, `3`); both empty means all of them. */
export interface ScaleSetScope {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Where the file goes: a storage account, a path on the machine itself, or both. */
export interface CaptureDestination {
  readonly storageId?: string;
  /** Blob URI or container URI in that account; the service chooses the place when absent. */
  readonly storagePath?: string;
  /** Path on the machine, ending in `.cap`; below `/var/captures` on Linux. */
  readonly filePath?: string;
}

/** Everything that is chosen for a capture besides its name and watcher. */
export interface CaptureSettings {
  readonly targetId: string;
  readonly scope: ScaleSetScope;
  readonly destination: CaptureDestination;
  readonly limits: CaptureLimits;
  readonly filters: readonly CaptureFilter[];
  /** Present makes the capture continuous; limits other than bytes per packet do not apply then. */
  readonly ring?: RingSettings;
}

/** A capture to be created (PacketCaptures - Create). */
export interface NewPacketCapture extends CaptureSettings {
  readonly watcherId: string;
  readonly name: string;
}

/** All instances of a scale set, or a machine, which has none. */
export const wholeTarget: Readonly<ScaleSetScope> = { include: [], exclude: [] };

/** Longest values the service accepts (networkWatcher.json): seconds, bytes, files. */
export const captureMaximum = {
  timeLimitInSeconds: 18_000,
  bytes: 4_294_967_295,
  ringFileCount: 10_000,
  ringTimeLimitInSeconds: 604_800,
} as const;

/** What the service takes where a value is left out (networkWatcher.json). */
export const captureDefault = {
  timeLimitInSeconds: 18_000,
  totalBytesPerSession: 1_073_741_824,
  bytesToCapturePerPacket: 0,
  ring: { fileCount: 10, fileSizeInBytes: 104_857_600, sessionTimeLimitInSeconds: 86_400 },
} as const;

/** A machine or a whole scale set, by the type in the id. An id of an instance counts as a scale set. */
export function targetKindOf(targetId: string): CaptureTargetKind {
  const type = parseResourceId(targetId)?.type.toLowerCase() ?? '';
  return type.startsWith('microsoft.compute/virtualmachinescalesets') ? 'scaleSet' : 'virtualMachine';
}

/** Instance ids as the service takes them; it answers with whole resource ids, whose last part they are. */
export function instanceIdsOf(ids: readonly string[]): readonly string[] {
  return ids.map(resourceName);
}

/** True when a capture of the settings records the machine or instance; ids in any letter case. */
export function capturesMachine(settings: Pick<CaptureSettings, 'targetId' | 'scope'>, machineId: string): boolean {
  if (isSameResource(settings.targetId, machineId)) {
    return true;
  }
  const instance = /^(.+\/virtualMachineScaleSets\/[^/]+)\/virtualMachines\/([^/]+)$/i.exec(machineId);
  if (instance === null || !isSameResource(settings.targetId, instance[1])) {
    return false;
  }
  const id = instance[2] ?? '';
  const { include, exclude } = settings.scope;
  return (include.length === 0 || include.includes(id)) && !exclude.includes(id);
}

// Reading the body of a capture PUT: defaults and ranges of the service's own specification (networkWatcher.json).
// Addresses and ports are taken as they come: the real service accepts a malformed range and then captures nothing.

import type { PacketFilter } from '../../contract.ts';
import { badRequest } from '../armError.ts';

/** Ring buffer settings of a continuous capture. */
export interface RingSettings {
  readonly fileCount: number;
  readonly fileSizeInBytes: number;
  readonly sessionTimeLimitInSeconds: number;
}

/** What a client asked for, with the service's defaults filled in. */
export interface CaptureSettings {
  readonly target: string;
  readonly targetType: 'AzureVM' | 'AzureVMSS';
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly bytesToCapturePerPacket: number;
  readonly totalBytesPerSession: number;
  readonly timeLimitInSeconds: number;
  readonly filters: readonly PacketFilter[];
  /** Undefined when left out or null; true and false both switch to `localPath` and `ring`. */
  readonly continuousCapture: boolean | undefined;
  readonly ring: RingSettings;
  readonly storageId: string | undefined;
  readonly storagePath: string | undefined;
  readonly filePath: string | undefined;
  readonly localPath: string | undefined;
}

const maxUint32 = 4_294_967_295;

/** Reads and checks a body. Throws a 400 as the network provider words it. */
export function readCaptureSettings(body: unknown): CaptureSettings {
  const properties = asObject(asObject(body, 'request')['properties'], 'properties');
  const target = asText(properties['target'], 'properties.target');
  if (target === undefined) {
    throw missing('target');
  }
  const storage = asObject(properties['storageLocation'] ?? {}, 'properties.storageLocation');
  const scope = asObject(properties['scope'] ?? {}, 'properties.scope');
  const ring = asObject(properties['captureSettings'] ?? {}, 'properties.captureSettings');
  const targetType = asText(properties['targetType'], 'properties.targetType') ?? 'AzureVM';
  if (targetType !== 'AzureVM' && targetType !== 'AzureVMSS') {
    throw unparsable(`Error converting value "${targetType}" to type 'TargetType'. Path 'properties.targetType'.`);
  }
  const settings: CaptureSettings = {
    target,
    targetType,
    include: asTexts(scope['include'], 'properties.scope.include'),
    exclude: asTexts(scope['exclude'], 'properties.scope.exclude'),
    bytesToCapturePerPacket: asNumber(properties, 'bytesToCapturePerPacket', { max: maxUint32, preset: 0 }),
    totalBytesPerSession: asNumber(properties, 'totalBytesPerSession', { max: maxUint32, preset: 1_073_741_824 }),
    timeLimitInSeconds: asNumber(properties, 'timeLimitInSeconds', { max: 18_000, preset: 18_000 }),
    filters: asArray(properties['filters'], 'properties.filters').map((filter) => readFilter(filter)),
    continuousCapture: asOptionalBoolean(properties['continuousCapture']),
    ring: {
      fileCount: asNumber(ring, 'fileCount', { max: 10_000, preset: 10 }),
      fileSizeInBytes: asNumber(ring, 'fileSizeInBytes', { max: maxUint32, preset: 104_857_600 }),
      sessionTimeLimitInSeconds: asNumber(ring, 'sessionTimeLimitInSeconds', { max: 604_800, preset: 86_400 }),
    },
    storageId: asText(storage['storageId'], 'properties.storageLocation.storageId'),
    storagePath: asText(storage['storagePath'], 'properties.storageLocation.storagePath'),
    filePath: asText(storage['filePath'], 'properties.storageLocation.filePath'),
    localPath: asText(storage['localPath'], 'properties.storageLocation.localPath'),
  };
  checkStorage(settings);
  return settings;
}

function checkStorage(settings: CaptureSettings): void {
  const { storageId, storagePath, filePath, localPath, continuousCapture } = settings;
  if (storageId === undefined && filePath === undefined && localPath === undefined) {
    throw missing('storageLocation');
  }
  if (storagePath !== undefined && storageId === undefined) {
    throw missing('storageLocation.storageId');
  }
  if (filePath !== undefined && continuousCapture !== undefined) {
    throw invalid(
      'storageLocation.filePath',
      filePath,
      'FilePath is not supported when ContinuousCapture is set; use LocalPath.',
    );
  }
  if (localPath !== undefined && continuousCapture === undefined) {
    throw invalid('storageLocation.localPath', localPath, 'LocalPath is only supported when ContinuousCapture is set.');
  }
  const file = filePath ?? localPath;
  if (file !== undefined && !file.toLowerCase().endsWith('.cap')) {
    throw invalid('storageLocation', file, 'The path must end with a file name with the extension .cap.');
  }
}

function readFilter(value: unknown): PacketFilter {
  const filter = asObject(value, 'properties.filters');
  const protocol = asText(filter['protocol'], 'properties.filters.protocol') ?? 'Any';
  if (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'Any') {
    throw unparsable(`Error converting value "${protocol}" to type 'PcProtocol'. Path 'properties.filters.protocol'.`);
  }
  const text = (name: 'localIPAddress' | 'remoteIPAddress' | 'localPort' | 'remotePort'): Record<string, string> => {
    const given = asText(filter[name], `properties.filters.${name}`);
    return given === undefined ? {} : { [name]: given };
  };
  return {
    protocol,
    ...text('localIPAddress'),
    ...text('remoteIPAddress'),
    ...text('localPort'),
    ...text('remotePort'),
  };
}

function asObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unparsable(`Required object. Path '${path}'.`);
  }
  return value as Record<string, unknown>;
}

function asArray(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw unparsable(`Expected an array. Path '${path}'.`);
  }
  return value as readonly unknown[];
}

function asText(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw unparsable(`Expected a string. Path '${path}'.`);
  }
  return value;
}

function asTexts(value: unknown, path: string): string[] {
  return asArray(value, path).map((one) => asText(one, path) ?? '');
}

function asNumber(
  owner: Record<string, unknown>,
  name: string,
  range: { readonly max: number; readonly preset: number },
): number {
  const value = owner[name];
  if (value === undefined || value === null) {
    return range.preset;
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw unparsable(`Expected an integer. Path 'properties.${name}'.`);
  }
  if (value < 0 || value > range.max) {
    throw invalid(name, String(value), `The value must be between 0 and ${range.max}.`);
  }
  return value;
}

function asOptionalBoolean(value: unknown): boolean | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'boolean') {
    throw unparsable("Expected a boolean. Path 'properties.continuousCapture'.");
  }
  return value;
}

function missing(name: string): Error {
  return badRequest('InvalidRequestFormat', `Required property '${name}' was not found in the packet capture request.`);
}

function unparsable(detail: string): Error {
  return badRequest('InvalidRequestFormat', `Cannot parse the request. ${detail}`);
}

function invalid(name: string, value: string, reason: string): Error {
  return badRequest('InvalidParameterValue', `The value '${value}' of property '${name}' is not valid. ${reason}`);
}

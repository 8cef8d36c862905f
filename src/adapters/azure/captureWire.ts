// Packet captures between the network client's types and ours; what the service leaves out stays absent.

import type { PacketCapture as WireCapture, PacketCaptureResult } from '@azure/arm-network';
import { asArray, asNumber, asRecord, asString } from '../../base/json.ts';
import { captureDefault, instanceIdsOf, targetKindOf } from '../../domain/capture/captureSettings.ts';
import type {
  CaptureFilter,
  CaptureLimits,
  FilterField,
  FilterProtocol,
  NewPacketCapture,
  RingSettings,
} from '../../domain/capture/captureSettings.ts';
import { captureStateOf } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';

/**
 * The body of a create. `continuousCapture` is left out for an ordinary capture: false already asks for the rules of a
 * continuous one, among them `localPath` in place of `filePath` (Network Watcher REST, 2023-11-01 and later).
 */
export function toWireCapture(capture: NewPacketCapture): WireCapture {
  const { targetId, scope, destination, limits, filters, ring } = capture;
  const { storageId, storagePath, filePath } = destination;
  const isScaleSet = targetKindOf(targetId) === 'scaleSet';
  const { bytesToCapturePerPacket } = limits;
  return {
    target: targetId,
    ...(isScaleSet ? { targetType: 'AzureVMSS' } : {}),
    ...(isScaleSet && scope.include.length + scope.exclude.length > 0
      ? { scope: { include: [...scope.include], exclude: [...scope.exclude] } }
      : {}),
    storageLocation: {
      ...(storageId === undefined ? {} : { storageId }),
      ...(storagePath === undefined ? {} : { storagePath }),
      ...(filePath === undefined ? {} : ring === undefined ? { filePath } : { localPath: filePath }),
    },
    ...(ring === undefined
      ? limits
      : {
          ...(bytesToCapturePerPacket === undefined ? {} : { bytesToCapturePerPacket }),
          continuousCapture: true,
          captureSettings: { ...ring },
        }),
    ...(filters.length === 0 ? {} : { filters: filters.map((filter) => ({ ...filter })) }),
  };
}

/** A capture as the service tells it, without its status. */
export function toPacketCapture(result: PacketCaptureResult, watcherId: string): PacketCapture {
  const { storageId, storagePath, filePath, localPath } = result.storageLocation ?? {};
  const onMachine = filePath ?? localPath;
  const name = result.name ?? '';
  const ring = ringOf(result);
  return {
    id: result.id ?? `${watcherId}/packetCaptures/${name}`,
    name,
    watcherId,
    targetId: result.target ?? '',
    scope: {
      include: instanceIdsOf(result.scope?.include ?? []),
      exclude: instanceIdsOf(result.scope?.exclude ?? []),
    },
    filters: (result.filters ?? []).map(toFilter),
    state: captureStateOf({ provisioningState: result.provisioningState, problems: [] }),
    problems: [],
    limits: limitsOf(result),
    ...(ring === undefined ? {} : { ring }),
    ...(storageId === undefined ? {} : { storageId }),
    ...(storagePath === undefined || storagePath === '' ? {} : { storagePath }),
    ...(onMachine === undefined || onMachine === '' ? {} : { filePath: onMachine }),
  };
}

/** What a status question answers, from the wire's flat JSON (PacketCaptureQueryStatusResult). */
export interface WireStatus {
  readonly status: string | undefined;
  readonly stopReason: string | undefined;
  readonly problems: readonly string[];
  /** Milliseconds since the epoch, by the service's clock. */
  readonly startedAt: number | undefined;
}

/** Reads a status from JSON, or from what the client made of it. */
export function toWireStatus(body: unknown): WireStatus {
  const record = asRecord(body);
  const started = record['captureStartTime'];
  const startedAt = started instanceof Date ? started.getTime() : Date.parse(asString(started) ?? '');
  return {
    status: asString(record['packetCaptureStatus']),
    stopReason: asString(record['stopReason']),
    problems: asArray(record['packetCaptureError']).map(String),
    startedAt: Number.isNaN(startedAt) ? undefined : startedAt,
  };
}

/**
 * The capture with its status. An empty answer while the service is busy must not hide what is known already.
 * @param aheadInMs this machine's clock less the service's; 0 when they are close
 */
export function withStatus(capture: PacketCapture, answer: WireStatus, aheadInMs = 0): PacketCapture {
  const { status, stopReason, problems, startedAt } = answer;
  const state = captureStateOf({ packetCaptureStatus: status, provisioningState: 'Succeeded', problems });
  const { clockAheadInMs: before, ...rest } = capture;
  const hasStart = startedAt !== undefined && startedAt > 0;
  const clockAheadInMs = hasStart ? aheadInMs : (before ?? 0);
  return {
    ...rest,
    state: state === 'unknown' ? capture.state : state,
    problems,
    ...(hasStart ? { startedAt: startedAt + aheadInMs } : {}),
    ...(clockAheadInMs === 0 ? {} : { clockAheadInMs }),
    ...(stopReason === undefined || stopReason === '' ? {} : { stopReason }),
  };
}

function limitsOf(result: PacketCaptureResult): CaptureLimits {
  const { timeLimitInSeconds, totalBytesPerSession, bytesToCapturePerPacket } = result;
  return {
    ...(timeLimitInSeconds === undefined ? {} : { timeLimitInSeconds }),
    ...(totalBytesPerSession === undefined ? {} : { totalBytesPerSession }),
    ...(bytesToCapturePerPacket === undefined ? {} : { bytesToCapturePerPacket }),
  };
}

function ringOf({ continuousCapture, captureSettings }: PacketCaptureResult): RingSettings | undefined {
  if (typeof continuousCapture !== 'boolean') {
    return undefined;
  }
  const settings = asRecord(captureSettings);
  const preset = captureDefault.ring;
  return {
    fileCount: asNumber(settings['fileCount']) ?? preset.fileCount,
    fileSizeInBytes: asNumber(settings['fileSizeInBytes']) ?? preset.fileSizeInBytes,
    sessionTimeLimitInSeconds: asNumber(settings['sessionTimeLimitInSeconds']) ?? preset.sessionTimeLimitInSeconds,
  };
}

const filterFields: readonly FilterField[] = ['localIPAddress', 'localPort', 'remoteIPAddress', 'remotePort'];

/** The service answers with empty texts where nothing was asked for. */
function toFilter(filter: object): CaptureFilter {
  const record = asRecord(filter);
  const protocol = asString(record['protocol'])?.toUpperCase();
  const known: FilterProtocol = protocol === 'TCP' || protocol === 'UDP' ? protocol : 'Any';
  const fields = filterFields.flatMap((field) => {
    const text = asString(record[field]);
    return text === undefined || text === '' ? [] : [[field, text] as const];
  });
  return { protocol: known, ...Object.fromEntries(fields) };
}

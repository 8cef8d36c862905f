// What a person typed into the form, as texts: made from a draft or a preset, and read back after the page was hidden.

import { asArray, asRecord, asString } from '../../src/base/json.ts';
import { formatByteSize } from '../../src/domain/capture/byteSize.ts';
import { formatDuration } from '../../src/domain/capture/captureLimits.ts';
import { filterFields } from '../../src/domain/capture/captureFilter.ts';
import type { CapturePreset } from '../../src/domain/capture/capturePreset.ts';
import { captureDefault } from '../../src/domain/capture/captureSettings.ts';
import type { CaptureFilter, FilterField, FilterProtocol } from '../../src/domain/capture/captureSettings.ts';
import type { CaptureDraft } from '../../src/protocol/captureFormContract.ts';

/** One filter as typed; empty fields match anything. */
export type FilterFields = Readonly<Record<FilterField, string>> & { readonly protocol: FilterProtocol };

/** Which instances of a scale set are captured. */
export type InstanceChoice = 'all' | 'include' | 'exclude';

/** The whole form. */
export interface FormFields {
  readonly targetId: string;
  /** The watcher of the target, from the list of targets or from a remedy. */
  readonly watcherId: string;
  readonly name: string;
  /** False while the name is one that was suggested, and follows the target. */
  readonly isNameOwn: boolean;
  readonly instanceChoice: InstanceChoice;
  readonly instanceIds: readonly string[];
  readonly isStored: boolean;
  readonly storageId: string;
  readonly isLocal: boolean;
  readonly filePath: string;
  /** False while the path is the one that was suggested, and follows name and target. */
  readonly isPathOwn: boolean;
  readonly isContinuous: boolean;
  readonly timeLimit: string;
  readonly totalBytes: string;
  readonly packetBytes: string;
  readonly fileCount: string;
  readonly fileSize: string;
  readonly sessionTime: string;
  readonly filters: readonly FilterFields[];
}

/** A filter that matches everything. */
export function emptyFilter(): FilterFields {
  return { protocol: 'TCP', localIPAddress: '', localPort: '', remoteIPAddress: '', remotePort: '' };
}

/** The form of a draft. Five minutes are long enough to see a call and short enough to forget the capture. */
export function fieldsOf(draft: CaptureDraft): FormFields {
  const { targetId = '', watcherId = '', name = '', scope, destination, limits = {}, filters = [], ring } = draft;
  const isOnly = (scope?.include.length ?? 0) > 0;
  const excluded = scope?.exclude ?? [];
  return {
    targetId,
    watcherId,
    name,
    isNameOwn: name !== '',
    instanceChoice: isOnly ? 'include' : excluded.length > 0 ? 'exclude' : 'all',
    // Of those that are included, the excluded ones are none.
    instanceIds: isOnly ? (scope?.include ?? []).filter((id) => !excluded.includes(id)) : excluded,
    ...settingFields({ destination: destination ?? {}, limits: { timeLimitInSeconds: 300, ...limits }, filters }),
    ...ringFields(ring),
    isStored: destination?.storageId !== undefined || destination?.filePath === undefined,
  };
}

/** The form with a preset's settings in place of its own; target, instances and name stay. */
export function withPreset(fields: FormFields, preset: CapturePreset): FormFields {
  const { destination, ring } = preset;
  const hasPlace = destination.storageId !== undefined || destination.filePath !== undefined;
  const settings = { ...settingFields(preset), ...ringFields(ring) };
  const { isStored, storageId, isLocal, filePath, isPathOwn } = fields;
  return {
    ...fields,
    ...settings,
    // A preset that says nothing of the place leaves it as it is.
    ...(hasPlace ? {} : { isStored, storageId, isLocal, filePath, isPathOwn }),
  };
}

type SettingFields = Pick<
  FormFields,
  | 'isStored'
  | 'storageId'
  | 'isLocal'
  | 'filePath'
  | 'isPathOwn'
  | 'timeLimit'
  | 'totalBytes'
  | 'packetBytes'
  | 'filters'
>;

function settingFields({ destination, limits, filters }: Omit<CapturePreset, 'name' | 'ring'>): SettingFields {
  const { storageId = '', filePath = '' } = destination;
  const { timeLimitInSeconds, totalBytesPerSession, bytesToCapturePerPacket } = limits;
  return {
    isStored: storageId !== '',
    storageId,
    isLocal: filePath !== '',
    filePath,
    isPathOwn: filePath !== '',
    timeLimit: timeLimitInSeconds === undefined || timeLimitInSeconds === 0 ? '' : formatDuration(timeLimitInSeconds),
    totalBytes: formatByteSize(totalBytesPerSession ?? captureDefault.totalBytesPerSession),
    packetBytes: (bytesToCapturePerPacket ?? 0) === 0 ? '' : formatByteSize(bytesToCapturePerPacket ?? 0),
    filters: filters.map(filterOf),
  };
}

function ringFields(
  ring: CaptureDraft['ring'],
): Pick<FormFields, 'isContinuous' | 'fileCount' | 'fileSize' | 'sessionTime'> {
  const { fileCount, fileSizeInBytes, sessionTimeLimitInSeconds } = ring ?? captureDefault.ring;
  return {
    isContinuous: ring !== undefined,
    fileCount: String(fileCount),
    fileSize: formatByteSize(fileSizeInBytes),
    sessionTime: formatDuration(sessionTimeLimitInSeconds),
  };
}

function filterOf(filter: CaptureFilter): FilterFields {
  return { ...emptyFilter(), ...filter };
}

/** Reads what an earlier page, perhaps of an earlier version, has kept for a draft; undefined when it is another's. */
export function readKeptFields(stored: unknown, draftKey: string, first: FormFields): FormFields | undefined {
  const { draftKey: key, fields } = asRecord(stored);
  if (key !== draftKey) {
    return undefined;
  }
  const kept = asRecord(fields);
  const simple = Object.entries(first).flatMap(([name, value]) =>
    typeof value === typeof kept[name] && typeof value !== 'object' ? [[name, kept[name]] as const] : [],
  );
  const { instanceChoice } = kept;
  return {
    ...first,
    ...(Object.fromEntries(simple) as Partial<FormFields>),
    instanceChoice: instanceChoice === 'include' || instanceChoice === 'exclude' ? instanceChoice : 'all',
    instanceIds: asArray(kept['instanceIds']).filter((each) => typeof each === 'string'),
    filters: asArray(kept['filters']).map(readFilter),
  };
}

function readFilter(value: unknown): FilterFields {
  const kept = asRecord(value);
  const { protocol } = kept;
  const texts = filterFields.map((field) => [field, asString(kept[field]) ?? ''] as const);
  return {
    ...emptyFilter(),
    ...Object.fromEntries(texts),
    protocol: protocol === 'UDP' || protocol === 'Any' ? protocol : 'TCP',
  };
}

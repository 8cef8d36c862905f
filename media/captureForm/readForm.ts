// From typed texts to a capture: what each field means, and everything that is wrong with them. Texts are named, not made, here.

import { parseByteSize } from '../../src/domain/capture/byteSize.ts';
import { filePathProblem } from '../../src/domain/capture/captureFilePath.ts';
import type { MachineSystem } from '../../src/domain/arm/resource.ts';
import { filterFields, normalizeFilter, parseFilterField } from '../../src/domain/capture/captureFilter.ts';
import { captureNameProblem } from '../../src/domain/capture/captureInput.ts';
import { limitProblem, limitRanges, parseDuration } from '../../src/domain/capture/captureLimits.ts';
import type { LimitField } from '../../src/domain/capture/captureLimits.ts';
import type { CapturePreset } from '../../src/domain/capture/capturePreset.ts';
import { captureDefault, targetKindOf, wholeTarget } from '../../src/domain/capture/captureSettings.ts';
import type { CaptureFilter, FilterField, NewPacketCapture } from '../../src/domain/capture/captureSettings.ts';
import type { FilterFields, FormFields } from './formFields.ts';

/** Names of controls, as their ids begin. */
export type ControlName =
  | 'targetId'
  | 'name'
  | 'instanceIds'
  | 'isStored'
  | 'storageId'
  | 'filePath'
  | 'timeLimit'
  | 'totalBytes'
  | 'packetBytes'
  | 'fileCount'
  | 'fileSize'
  | 'sessionTime'
  | `filters.${number}.${FilterField}`;

/** A field that cannot be used: the text to look up, its values, and the whole field as it was probably meant. */
export interface FieldFault {
  readonly control: ControlName;
  readonly text: string;
  readonly values: readonly string[];
  readonly suggestion?: string;
}

/** What the form reads its texts against. */
export interface ReadContext {
  /** Undefined where the machine's system is not known. */
  readonly system: MachineSystem | undefined;
}

/** Everything that is wrong, in the order of the form. Fields that are not shown are not looked at. */
export function faultsOf(fields: FormFields, { system }: ReadContext): readonly FieldFault[] {
  const isScaleSet = targetKindOf(fields.targetId) === 'scaleSet';
  const nameProblem = captureNameProblem(fields.name, []);
  const pathProblem = fields.isLocal ? filePathProblem(fields.filePath, system) : undefined;
  return [
    ...(fields.targetId === '' ? [fault('targetId', 'fault.target')] : []),
    ...(isScaleSet && fields.instanceChoice !== 'all' && fields.instanceIds.length === 0
      ? [fault('instanceIds', 'fault.instances')]
      : []),
    ...(nameProblem === undefined ? [] : [fault('name', `name.${nameProblem}`)]),
    ...(fields.isStored || fields.isLocal ? [] : [fault('isStored', 'fault.place')]),
    ...(fields.isStored && fields.storageId === '' ? [fault('storageId', 'fault.storage')] : []),
    ...(pathProblem === undefined ? [] : [fault('filePath', `path.${pathProblem}`)]),
    ...limitFaults(fields),
    ...fields.filters.flatMap(filterFaults),
  ];
}

function fault(control: ControlName, text: string, ...values: readonly string[]): FieldFault {
  return { control, text, values };
}

/** The limit that a control holds, and how its text is read. */
const limitControls = {
  timeLimit: 'timeLimitInSeconds',
  totalBytes: 'totalBytesPerSession',
  packetBytes: 'bytesToCapturePerPacket',
  fileCount: 'fileCount',
  fileSize: 'fileSizeInBytes',
  sessionTime: 'sessionTimeLimitInSeconds',
} as const satisfies Readonly<Partial<Record<ControlName, LimitField>>>;

/** A control with a number in it. */
export type LimitControl = keyof typeof limitControls;

/** What the limits say for an empty text: the longest time, the service's own size, whole packets. */
const emptyMeans: Readonly<Record<LimitControl, number | undefined>> = {
  timeLimit: captureDefault.timeLimitInSeconds,
  totalBytes: captureDefault.totalBytesPerSession,
  packetBytes: 0,
  fileCount: undefined,
  fileSize: undefined,
  sessionTime: undefined,
};

/** The controls that apply: a continuous capture has other limits. */
export function limitControlsOf(isContinuous: boolean): readonly LimitControl[] {
  return isContinuous
    ? ['fileCount', 'fileSize', 'sessionTime', 'packetBytes']
    : ['timeLimit', 'totalBytes', 'packetBytes'];
}

/** The number of a control: seconds, bytes or files. Undefined when the text is none that the service takes. */
export function limitValue(control: LimitControl, text: string): number | undefined {
  const value = rawValue(control, text);
  return value !== undefined && limitProblem(limitControls[control], value) === undefined ? value : undefined;
}

function rawValue(control: LimitControl, text: string): number | undefined {
  if (text.trim() === '') {
    return emptyMeans[control];
  }
  switch (control) {
    case 'timeLimit':
    case 'sessionTime':
      return parseDuration(text, Number.MAX_SAFE_INTEGER);
    case 'fileCount':
      return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined;
    case 'totalBytes':
    case 'packetBytes':
    case 'fileSize':
      return parseByteSize(text);
  }
}

function limitFaults(fields: FormFields): readonly FieldFault[] {
  return limitControlsOf(fields.isContinuous).flatMap((control) => {
    if (limitValue(control, fields[control]) !== undefined) {
      return [];
    }
    const isKnown = rawValue(control, fields[control]) !== undefined;
    return [fault(control, isKnown ? `range.${control}` : `unread.${control}`)];
  });
}

/** The least and most of a control, for texts. */
export function limitRange(control: LimitControl): { readonly minimum: number; readonly maximum: number } {
  return limitRanges[limitControls[control]];
}

function filterFaults(filter: FilterFields, at: number): readonly FieldFault[] {
  return filterFields.flatMap((field): FieldFault[] => {
    const read = parseFilterField(field, filter[field]);
    if (!('problem' in read)) {
      return [];
    }
    const { problem, suggestion } = read;
    const part = filter[field].slice(read.at.start, read.at.end).trim().slice(0, 40);
    const found = fault(`filters.${at}.${field}`, `filter.${problem}`, part);
    return [suggestion === undefined ? found : { ...found, suggestion }];
  });
}

/** The capture of the form. Only of use when the form has no faults: unread numbers are left out. */
export function captureOf(fields: FormFields): NewPacketCapture {
  const { targetId, watcherId, name, instanceChoice, instanceIds } = fields;
  const isScaleSet = targetKindOf(targetId) === 'scaleSet';
  return {
    targetId,
    watcherId,
    name,
    scope:
      !isScaleSet || instanceChoice === 'all'
        ? wholeTarget
        : instanceChoice === 'include'
          ? { include: instanceIds, exclude: [] }
          : { include: [], exclude: instanceIds },
    ...settingsOf(fields),
  };
}

/** The form's part that a preset holds. */
export function settingsOf(fields: FormFields): Omit<CapturePreset, 'name'> {
  const value = (control: LimitControl): number | undefined => limitValue(control, fields[control]);
  const [time, total, packet] = [value('timeLimit'), value('totalBytes'), value('packetBytes')];
  const [fileCount, fileSize, sessionTime] = [value('fileCount'), value('fileSize'), value('sessionTime')];
  const hasRing = fileCount !== undefined && fileSize !== undefined && sessionTime !== undefined;
  return {
    destination: {
      ...(fields.isStored ? { storageId: fields.storageId } : {}),
      ...(fields.isLocal ? { filePath: fields.filePath } : {}),
    },
    limits: {
      ...(time === undefined || fields.isContinuous ? {} : { timeLimitInSeconds: time }),
      ...(total === undefined || fields.isContinuous ? {} : { totalBytesPerSession: total }),
      ...(packet === undefined ? {} : { bytesToCapturePerPacket: packet }),
    },
    filters: fields.filters.map((filter): CaptureFilter => normalizeFilter(filter)),
    ...(fields.isContinuous && hasRing
      ? { ring: { fileCount, fileSizeInBytes: fileSize, sessionTimeLimitInSeconds: sessionTime } }
      : {}),
  };
}

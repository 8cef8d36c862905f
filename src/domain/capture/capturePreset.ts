// Presets: settings of captures with a name, without target, instances and capture name. Read from a setting that people write by
// hand, so whatever cannot be used is named and the rest kept.

import { asArray, asNumber, asRecord, asString } from '../../base/json.ts';
import { parseResourceId } from '../arm/resourceId.ts';
import { filePathProblem } from './captureFilePath.ts';
import { filterFields, filterProblem, normalizeFilter } from './captureFilter.ts';
import { limitProblem } from './captureLimits.ts';
import type { LimitField } from './captureLimits.ts';
import { captureDefault } from './captureSettings.ts';
import type {
  CaptureDestination,
  CaptureFilter,
  CaptureLimits,
  CaptureSettings,
  FilterProtocol,
  RingSettings,
} from './captureSettings.ts';

/** A preset. Its destination has no `storagePath`: the place within an account is the service's choice. */
export interface CapturePreset {
  readonly name: string;
  readonly destination: Pick<CaptureDestination, 'storageId' | 'filePath'>;
  readonly limits: CaptureLimits;
  readonly filters: readonly CaptureFilter[];
  readonly ring?: RingSettings;
}

/** A part of a preset that was left out, by its path within the preset, e.g. `filters[1].remotePort`; empty for the whole. */
export interface PresetProblem {
  readonly name: string;
  readonly path: string;
}

/** Longest name, and how many presets are read. */
export const maxPresetName = 100;
const maxPresets = 200;
const maxFilters = 100;

/**
 * Reads the setting: an object of presets by name. Members that are not known are passed over, those that cannot be used are
 * left out and named.
 */
export function readCapturePresets(setting: unknown): {
  readonly presets: readonly CapturePreset[];
  readonly problems: readonly PresetProblem[];
} {
  const presets: CapturePreset[] = [];
  const problems: PresetProblem[] = [];
  for (const [name, value] of Object.entries(asRecord(setting)).slice(0, maxPresets)) {
    if (presetNameProblem(name) !== undefined || typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.push({ name: name.slice(0, maxPresetName), path: '' });
    } else {
      presets.push(readPreset(name, asRecord(value), (path) => problems.push({ name, path })));
    }
  }
  return { presets, problems };
}

/** Why a text cannot name a preset. */
export function presetNameProblem(name: string): 'empty' | 'tooLong' | undefined {
  return name.trim() === '' ? 'empty' : name.length > maxPresetName ? 'tooLong' : undefined;
}

type Leave = (path: string) => void;

function readPreset(name: string, value: Readonly<Record<string, unknown>>, leave: Leave): CapturePreset {
  const storageId = textOf(value, 'storageId', leave, (text) => isStorageId(text));
  const filePath = textOf(value, 'filePath', leave, (text) => filePathProblem(text, undefined) === undefined);
  const limits = Object.fromEntries(
    (['timeLimitInSeconds', 'totalBytesPerSession', 'bytesToCapturePerPacket'] as const).flatMap((field) => {
      const limit = numberOf(value, field, field, leave);
      return limit === undefined ? [] : [[field, limit] as const];
    }),
  );
  const ring = value['ring'] === undefined ? undefined : readRing(value['ring'], leave);
  return {
    name,
    destination: {
      ...(storageId === undefined ? {} : { storageId }),
      ...(filePath === undefined ? {} : { filePath }),
    },
    limits,
    filters: readFilters(value['filters'], leave),
    ...(ring === undefined ? {} : { ring }),
  };
}

function isStorageId(text: string): boolean {
  return parseResourceId(text)?.type.toLowerCase() === 'microsoft.storage/storageaccounts' && !/[?#\s]/.test(text);
}

function textOf(
  value: Readonly<Record<string, unknown>>,
  field: string,
  leave: Leave,
  isUsable: (text: string) => boolean,
): string | undefined {
  const text = asString(value[field]);
  if (value[field] === undefined || (text !== undefined && isUsable(text))) {
    return text;
  }
  leave(field);
  return undefined;
}

function numberOf(
  value: Readonly<Record<string, unknown>>,
  field: LimitField,
  path: string,
  leave: Leave,
): number | undefined {
  const number = asNumber(value[field]);
  if (value[field] === undefined || (number !== undefined && limitProblem(field, number) === undefined)) {
    return number;
  }
  leave(path);
  return undefined;
}

/** What a ring leaves out is what the service would take. */
function readRing(value: unknown, leave: Leave): RingSettings | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    leave('ring');
    return undefined;
  }
  const read = (field: keyof RingSettings): number =>
    numberOf(asRecord(value), field, `ring.${field}`, leave) ?? captureDefault.ring[field];
  return {
    fileCount: read('fileCount'),
    fileSizeInBytes: read('fileSizeInBytes'),
    sessionTimeLimitInSeconds: read('sessionTimeLimitInSeconds'),
  };
}

/** A filter of which a part cannot be used is left out whole: without that part it would keep packets that nobody asked for. */
function readFilters(value: unknown, leave: Leave): readonly CaptureFilter[] {
  if (value !== undefined && !Array.isArray(value)) {
    leave('filters');
  }
  return asArray(value)
    .slice(0, maxFilters)
    .flatMap((each, at) => {
      const read = readFilter(asRecord(each));
      if (typeof read === 'string') {
        leave(`filters[${at}]${read === '' ? '' : `.${read}`}`);
        return [];
      }
      return read;
    });
}

/** @returns the filter, or the member that cannot be used */
function readFilter(value: Readonly<Record<string, unknown>>): CaptureFilter | string {
  const protocol = protocols.find((each) => each === (value['protocol'] ?? 'Any'));
  if (protocol === undefined) {
    return 'protocol';
  }
  const noText = filterFields.find((field) => value[field] !== undefined && typeof value[field] !== 'string');
  if (noText !== undefined) {
    return noText;
  }
  const fields = filterFields.flatMap((field) => {
    const text = asString(value[field]);
    return text === undefined ? [] : [[field, text] as const];
  });
  const filter: CaptureFilter = { protocol, ...Object.fromEntries(fields) };
  return filterProblem(filter)?.field ?? normalizeFilter(filter);
}

const protocols: readonly FilterProtocol[] = ['TCP', 'UDP', 'Any'];

/** The preset as it stands in the setting. */
export function presetJson({ destination, limits, filters, ring }: Omit<CapturePreset, 'name'>): {
  readonly [member: string]: unknown;
} {
  const { storageId, filePath } = destination;
  return {
    ...(storageId === undefined ? {} : { storageId }),
    ...(filePath === undefined ? {} : { filePath }),
    ...limits,
    ...(filters.length === 0 ? {} : { filters }),
    ...(ring === undefined ? {} : { ring }),
  };
}

/** What of a capture's settings goes into a preset. */
export function toCapturePreset(name: string, settings: Omit<CaptureSettings, 'targetId' | 'scope'>): CapturePreset {
  const { destination, limits, filters, ring } = settings;
  const { storageId, filePath } = destination;
  return {
    name,
    destination: {
      ...(storageId === undefined ? {} : { storageId }),
      ...(filePath === undefined ? {} : { filePath }),
    },
    limits,
    filters: filters.map(normalizeFilter),
    ...(ring === undefined ? {} : { ring }),
  };
}

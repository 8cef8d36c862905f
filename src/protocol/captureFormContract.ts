// The contract of the capture form: the page holds what a person typed, the host knows Azure, the settings and how to start.
// No message carries a secret: accounts are named by resource id, and a preset has no place within one.

import { asRecord } from '../base/json.ts';
import type { MachineSystem } from '../domain/arm/resource.ts';
import { filterFields } from '../domain/capture/captureFilter.ts';
import { maxPresetName } from '../domain/capture/capturePreset.ts';
import type { CapturePreset } from '../domain/capture/capturePreset.ts';
import type { CaptureTargetKind, NewPacketCapture } from '../domain/capture/captureSettings.ts';
import type { PreflightFix } from '../domain/capture/preflight.ts';
import type { ParameterGuards } from './channel.ts';

/** What a form begins with: any part of a capture. What is absent is chosen sensibly. */
export interface CaptureDraft extends Partial<NewPacketCapture> {
  /** Where the draft comes from, in words that stand above the form, e.g. the capture it repeats. */
  readonly origin?: string;
}

/** A machine or scale set that can be captured. */
export interface FormTarget {
  readonly id: string;
  readonly name: string;
  readonly kind: CaptureTargetKind;
  readonly region: string;
  /** The watcher of its region; empty where there is none, which the checks then tell. */
  readonly watcherId: string;
  /** Where it is known; the path of a file on the machine depends on it. */
  readonly system?: MachineSystem;
  /** What stands in its way, in a word or two, e.g. that it is stopped. */
  readonly note?: string;
}

/** An instance of a scale set by the id that a capture takes, e.g. `3`. */
export interface FormInstance {
  readonly id: string;
  readonly name: string;
  readonly note?: string;
}

/** A storage account; those used last come first. */
export interface FormStorageAccount {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly isRecent: boolean;
  readonly note?: string;
}

/** One line of the checklist, as app/capture/preflightTexts.ts makes it. */
export interface FormCheckItem {
  readonly id: string;
  readonly tone: 'ok' | 'warning' | 'blocker' | 'unknown';
  readonly title: string;
  readonly text: string;
  readonly fix?: { readonly id: string; readonly title: string };
  /** True when the capture cannot be started as it is, not even against the advice. */
  readonly mustBeMended?: boolean;
}

/** Where a preset is kept. */
export type PresetScope = 'user' | 'workspace';

/** A preset that is to be saved. */
export interface NewPreset {
  readonly preset: CapturePreset;
  readonly scope: PresetScope;
}

/** How a capture is turned into text for others. */
export type RecipeKind = 'azCli' | 'bicep';

/** How a capture is to be started. */
export interface FormStart {
  readonly capture: NewPacketCapture;
  /** True deletes the capture of the same name first; the host asks before it does. */
  readonly replace: boolean;
  /** Titles of the checks that stand in the way and are to be passed over; the host names them before it does. */
  readonly blockers: readonly string[];
}

/** Everything the page needs when it is shown. */
export interface FormSnapshot {
  /** Names the draft: what the page has kept belongs to it or is dropped. */
  readonly draftKey: string;
  /** Kept with the fields, so that a form of an earlier window can be restored. */
  readonly subscriptionId: string;
  readonly draft: CaptureDraft;
  readonly presets: readonly CapturePreset[];
  /** False when no folder is open, so that there is no workspace to save a preset in. */
  readonly hasWorkspace: boolean;
  /** Texts by their English original or id, for the view's language. */
  readonly texts: Readonly<Record<string, string>>;
  /** BCP 47 tag for numbers. */
  readonly language: string;
}

/** Requests of the form. A type alias, for only those fit the index signatures of `Contract`. */
export type CaptureFormContract = {
  readonly requests: {
    readonly show: readonly [parameters: undefined, result: FormSnapshot];
    readonly listTargets: readonly [parameters: undefined, result: readonly FormTarget[]];
    /** Instances of a scale set by its id. */
    readonly listInstances: readonly [parameters: string, result: readonly FormInstance[]];
    /** Accounts of a region. */
    readonly listStorageAccounts: readonly [parameters: string, result: readonly FormStorageAccount[]];
    /** A free name for a capture of the target. */
    readonly suggestName: readonly [parameters: string, result: string];
    readonly check: readonly [parameters: NewPacketCapture, result: readonly FormCheckItem[]];
    /** Does what a check proposes. @returns the capture as it is to be afterwards */
    readonly fix: readonly [
      parameters: { readonly fix: string; readonly capture: NewPacketCapture },
      result: NewPacketCapture,
    ];
    /** Ends a check or a remedy that is under way; its request fails as cancelled. */
    readonly cancel: readonly [parameters: undefined, result: undefined];
    /** @returns false when the person was asked and did not want it, or cancelled the start; the form stays then */
    readonly start: readonly [parameters: FormStart, result: boolean];
    readonly savePreset: readonly [parameters: NewPreset, result: readonly CapturePreset[]];
    readonly copyRecipe: readonly [
      parameters: { readonly kind: RecipeKind; readonly capture: NewPacketCapture },
      result: undefined,
    ];
  };
  readonly events: Record<string, never>;
};

/** A remedy that nobody knows would be a change that nobody named. */
const fixes: readonly PreflightFix[] = [
  'enableWatcher',
  'useWatcher',
  'installAgent',
  'updateInstances',
  'useNextName',
];

const maxIdLength = 2000;
const maxNameLength = 200;
const maxFieldLength = 4000;
const maxFilters = 100;
const maxInstances = 2000;
const maxBlockers = 50;

/** Checks of what the page sends. */
export const captureFormGuards: Readonly<ParameterGuards<CaptureFormContract>> = {
  show: isNothing,
  listTargets: isNothing,
  listInstances: isId,
  listStorageAccounts: (value): value is string => isText(value, maxNameLength),
  suggestName: isId,
  check: isNewCapture,
  fix: (value): value is { fix: string; capture: NewPacketCapture } => {
    const { fix, capture } = asRecord(value);
    return fixes.some((each) => each === fix) && isNewCapture(capture);
  },
  cancel: isNothing,
  start: (value): value is FormStart => {
    const { capture, replace, blockers } = asRecord(value);
    return (
      isNewCapture(capture) &&
      typeof replace === 'boolean' &&
      isList(blockers, maxBlockers, (each) => isText(each, maxNameLength))
    );
  },
  savePreset: (value): value is NewPreset => {
    const { preset, scope } = asRecord(value);
    return isPreset(preset) && (scope === 'user' || scope === 'workspace');
  },
  copyRecipe: (value): value is { kind: RecipeKind; capture: NewPacketCapture } => {
    const { kind, capture } = asRecord(value);
    return (kind === 'azCli' || kind === 'bicep') && isNewCapture(capture);
  },
};

function isNewCapture(value: unknown): value is NewPacketCapture {
  const { watcherId, name, targetId, scope } = asRecord(value);
  const { include, exclude } = asRecord(scope);
  const isInstance = (each: unknown): boolean => isText(each, maxNameLength);
  return (
    isText(watcherId, maxIdLength) &&
    isText(name, maxNameLength) &&
    isId(targetId) &&
    isList(include, maxInstances, isInstance) &&
    isList(exclude, maxInstances, isInstance) &&
    areSettings(value)
  );
}

function isPreset(value: unknown): value is CapturePreset {
  const { name, destination } = asRecord(value);
  return (
    isText(name, maxPresetName) &&
    name.trim() !== '' &&
    asRecord(destination)['storagePath'] === undefined &&
    areSettings(value)
  );
}

/** Destination, limits, filters and ring, which captures and presets share. */
function areSettings(value: unknown): boolean {
  const { destination, limits, filters, ring } = asRecord(value);
  const { storageId, storagePath, filePath } = asRecord(destination);
  return (
    isObject(destination) &&
    [storageId, storagePath, filePath].every((each) => each === undefined || isText(each, maxIdLength)) &&
    isObject(limits) &&
    areNumbers(limits, ['timeLimitInSeconds', 'totalBytesPerSession', 'bytesToCapturePerPacket'], false) &&
    isList(filters, maxFilters, isFilter) &&
    (ring === undefined ||
      (isObject(ring) && areNumbers(ring, ['fileCount', 'fileSizeInBytes', 'sessionTimeLimitInSeconds'], true)))
  );
}

function isFilter(value: unknown): boolean {
  const filter = asRecord(value);
  return (
    ['TCP', 'UDP', 'Any'].some((each) => each === filter['protocol']) &&
    filterFields.every((field) => filter[field] === undefined || isText(filter[field], maxFieldLength))
  );
}

/** Only known members, and all of them where they are wanted. */
function areNumbers(value: Readonly<Record<string, unknown>>, names: readonly string[], isComplete: boolean): boolean {
  return (
    Object.keys(value).every((name) => names.includes(name)) &&
    names.every((name) => (value[name] === undefined && !isComplete) || Number.isSafeInteger(value[name]))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown, maxLength: number, isItem: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= maxLength && value.every(isItem);
}

function isId(value: unknown): value is string {
  return isText(value, maxIdLength) && value.startsWith('/');
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength;
}

/** A missing parameter arrives as undefined or, through JSON, as null. */
function isNothing(value: unknown): value is undefined {
  return value === undefined || value === null;
}

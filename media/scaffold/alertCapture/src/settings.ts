// The app settings of the function, read once from the environment. A setting that cannot be used is named in `problems`, and its
// default holds.

import type { Fields } from './json.ts';
import { fieldsOf, parseJson } from './json.ts';

/** What the service takes at most. */
export const serviceLimits = { timeLimitInSeconds: 18_000, bytes: 4_294_967_295 } as const;

/** The function's settings; the README explains each. */
export interface Settings {
  readonly armEndpoint: string;
  readonly armAudience: string;
  /** Resource group in which the watcher is looked for first. */
  readonly watcherGroup: string | undefined;
  readonly storageId: string | undefined;
  /** Further accounts that an alert may ask for; lower case. */
  readonly allowedStorageIds: ReadonlySet<string>;
  /** Captured when an alert names no machine. */
  readonly targetIds: readonly string[];
  readonly timeLimitInSeconds: number;
  readonly totalBytesPerSession: number;
  readonly bytesToCapturePerPacket: number;
  readonly filters: readonly Fields[];
  /** Captures of alerts that may run at a time on one watcher; 0 for no limit. */
  readonly maxRunning: number;
  readonly stopsOnResolved: boolean;
  /** One name that is used again and again, `{machine}` for the machine's; a capture of that name is deleted first. */
  readonly fixedName: string | undefined;
  readonly problems: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the app settings. */
export function readSettings(env: Environment): Settings {
  const problems: string[] = [];
  const endpoint = httpsAddress(env, 'ARM_ENDPOINT', problems) ?? 'https://management.azure.com';
  const storageId = env['CAPTURE_STORAGE_ID']?.trim();
  if (storageId === undefined || storageId === '') {
    problems.push('CAPTURE_STORAGE_ID is missing: the resource id of the storage account for capture files.');
  }
  const whole = (name: string, fallback: number, most: number): number => {
    const text = env[name]?.trim() ?? '';
    const value = Number(text);
    if (text === '') {
      return fallback;
    }
    if (!Number.isInteger(value) || value < 0) {
      problems.push(`${name} is no whole number; ${fallback} is used.`);
      return fallback;
    }
    return Math.min(value, most);
  };
  return {
    armEndpoint: endpoint.replace(/\/+$/, ''),
    armAudience: httpsAddress(env, 'ARM_AUDIENCE', problems) ?? endpoint,
    watcherGroup: env['NETWORK_WATCHER_RESOURCE_GROUP']?.trim() || undefined,
    storageId: storageId === '' ? undefined : storageId,
    allowedStorageIds: new Set(idsOf(env['CAPTURE_ALLOWED_STORAGE_IDS']).map((id) => id.toLowerCase())),
    targetIds: idsOf(env['CAPTURE_TARGET_IDS']),
    timeLimitInSeconds: whole('CAPTURE_TIME_LIMIT_SECONDS', 300, serviceLimits.timeLimitInSeconds),
    totalBytesPerSession: whole('CAPTURE_TOTAL_BYTES', 1_073_741_824, serviceLimits.bytes),
    bytesToCapturePerPacket: whole('CAPTURE_BYTES_PER_PACKET', 0, serviceLimits.bytes),
    filters: filtersOf(env['CAPTURE_FILTERS'], problems),
    maxRunning: whole('CAPTURE_MAX_RUNNING', 10, 10_000),
    stopsOnResolved: env['CAPTURE_STOP_ON_RESOLVED']?.trim().toLowerCase() === 'true',
    fixedName: nameOf(env['CAPTURE_FIXED_NAME'], problems),
    problems,
  };
}

/** Azure Resource Manager speaks https alone: a token must not travel in the clear. */
function httpsAddress(env: Environment, name: string, problems: string[]): string | undefined {
  const text = env[name]?.trim() ?? '';
  if (text === '') {
    return undefined;
  }
  if (URL.canParse(text) && new URL(text).protocol === 'https:') {
    return text;
  }
  problems.push(`${name} is no https address; Azure's public cloud is used.`);
  return undefined;
}

function idsOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(/[,;\s]+/)
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

const filterNames: readonly string[] = ['protocol', 'localIPAddress', 'localPort', 'remoteIPAddress', 'remotePort'];

function filtersOf(text: string | undefined, problems: string[]): readonly Fields[] {
  if (text === undefined || text.trim() === '') {
    return [];
  }
  const list = parseJson(text);
  const filters = Array.isArray(list) ? list.map((each) => fieldsOf(each)) : [];
  const isGood = filters.every(
    (filter) =>
      Object.keys(filter).length > 0 &&
      Object.entries(filter).every(([name, value]) => filterNames.includes(name) && typeof value === 'string'),
  );
  if (!Array.isArray(list) || !isGood) {
    problems.push(`CAPTURE_FILTERS is no JSON list of filters with ${filterNames.join(', ')}; no filter is used.`);
    return [];
  }
  return filters;
}

function nameOf(text: string | undefined, problems: string[]): string | undefined {
  const name = text?.trim() ?? '';
  if (name === '') {
    return undefined;
  }
  if (/^[A-Za-z0-9{][\w.{}-]{0,39}$/.test(name) && /^[^{}]*$/.test(name.replace('{machine}', ''))) {
    return name;
  }
  problems.push('CAPTURE_FIXED_NAME may hold letters, digits, _ . - and {machine}; it is not used.');
  return undefined;
}

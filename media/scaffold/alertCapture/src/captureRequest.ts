// What is asked of Network Watcher: the app settings, changed by what the alert asks for within what the service and the settings
// allow. An alert may choose shorter or longer captures, never a storage account that the app settings do not name.

import type { Alert } from './readAlert.ts';
import type { Fields } from './json.ts';
import { member, textOf } from './json.ts';
import type { Settings } from './settings.ts';
import { serviceLimits } from './settings.ts';
import type { Target } from './target.ts';

/** What all captures of one alert have in common. */
export interface CapturePlan {
  readonly storageId: string;
  readonly timeLimitInSeconds: number;
  readonly totalBytesPerSession: number;
  readonly bytesToCapturePerPacket: number;
  readonly filters: readonly Fields[];
  /** What was not done as the alert asked. */
  readonly notes: readonly string[];
}

/** @returns undefined when no storage account is set */
export function planOf(alert: Alert, settings: Settings): CapturePlan | undefined {
  if (settings.storageId === undefined) {
    return undefined;
  }
  const notes: string[] = [];
  const ask = (names: readonly string[], fallback: number, most: number): number => {
    const asked = askedFor(alert, names);
    const value = Number(asked ?? fallback);
    if (!Number.isFinite(value) || value < 0 || String(asked).trim() === '') {
      notes.push(`${names[0]} of the alert is no number; ${fallback} is used.`);
      return fallback;
    }
    if (value > most) {
      notes.push(`${names[0]} of the alert is more than the service takes; ${most} is used.`);
    }
    return Math.min(Math.trunc(value), most);
  };
  return {
    storageId: storageOf(alert, settings, notes) ?? settings.storageId,
    timeLimitInSeconds: ask(
      ['timeLimitInSeconds', 'timeLimit'],
      settings.timeLimitInSeconds,
      serviceLimits.timeLimitInSeconds,
    ),
    totalBytesPerSession: ask(['totalBytesPerSession'], settings.totalBytesPerSession, serviceLimits.bytes),
    bytesToCapturePerPacket: ask(['bytesToCapturePerPacket'], settings.bytesToCapturePerPacket, serviceLimits.bytes),
    filters: settings.filters,
    notes,
  };
}

/** The body of the PUT: packetCaptures, create. */
export function captureBody(plan: CapturePlan, target: Target): unknown {
  return {
    properties: {
      target: target.resourceId,
      targetType: target.type,
      ...(target.instanceId === undefined ? {} : { scope: { include: [target.instanceId], exclude: [] } }),
      storageLocation: { storageId: plan.storageId },
      timeLimitInSeconds: plan.timeLimitInSeconds,
      totalBytesPerSession: plan.totalBytesPerSession,
      bytesToCapturePerPacket: plan.bytesToCapturePerPacket,
      ...(plan.filters.length === 0 ? {} : { filters: plan.filters }),
    },
  };
}

/** Whoever has the function's key could else send captures to an account of their own. */
function storageOf(alert: Alert, settings: Settings, notes: string[]): string | undefined {
  const asked = alert.properties.map((fields) => textOf(fields, 'storageId')).find((id) => id !== undefined);
  if (asked === undefined || asked.toLowerCase() === settings.storageId?.toLowerCase()) {
    return settings.storageId;
  }
  if (settings.allowedStorageIds.has(asked.toLowerCase())) {
    return asked;
  }
  notes.push(
    'The alert asks for a storage account that CAPTURE_ALLOWED_STORAGE_IDS does not name; the usual one is used.',
  );
  return undefined;
}

function askedFor(alert: Alert, names: readonly string[]): unknown {
  for (const fields of alert.properties) {
    const value = names.map((name) => member(fields, name)).find((each) => each !== undefined);
    if (typeof value === 'number' || typeof value === 'string') {
      return value;
    }
  }
  return undefined;
}

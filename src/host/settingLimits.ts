// Defaults and limits of the settings. VS Code only underlines a value that breaks the manifest's; a program must not rely on it.

import { asRecord } from '../base/json.ts';
import { defaultRedactionRules } from '../domain/traffic/redaction/redactionRules.ts';
import type { SettingTypes } from './contributions.ts';

/** What a setting may be; package.json says the same, and a test holds both together. */
type SettingLimit<T> = T extends number
  ? { readonly default: number; readonly minimum: number; readonly maximum: number }
  : { readonly default: T };

/** The limits of every setting. Numbers are whole. */
export const settingLimits: { readonly [K in keyof SettingTypes]: SettingLimit<SettingTypes[K]> } = {
  'wirewatch.wiresharkPath': { default: '' },
  'wirewatch.subscriptions': { default: [] },
  'wirewatch.downloadFolder': { default: '' },
  'wirewatch.capture.presets': { default: {} },
  'wirewatch.alertReceiver.rules': { default: {} },
  'wirewatch.alertReceiver.address': { default: '127.0.0.1' },
  'wirewatch.alertReceiver.port': { default: 0, minimum: 0, maximum: 65_535 },
  'wirewatch.alertReceiver.certificateFile': { default: '' },
  'wirewatch.alertReceiver.keyFile': { default: '' },
  'wirewatch.traffic.maxExchanges': { default: 10_000, minimum: 100, maximum: 200_000 },
  'wirewatch.traffic.maxMegabytes': { default: 128, minimum: 8, maximum: 2048 },
  'wirewatch.traffic.responseTimeoutInSeconds': { default: 240, minimum: 1, maximum: 3600 },
  'wirewatch.traffic.webSockets': { default: false },
  'wirewatch.traffic.redactOnScreen': { default: false },
  'wirewatch.traffic.sensitiveHeaders': { default: defaultRedactionRules.headers },
  'wirewatch.traffic.sensitiveQueryNames': { default: defaultRedactionRules.queryNames },
  'wirewatch.traffic.sensitiveJsonPaths': { default: defaultRedactionRules.jsonPaths },
};

/** The value when it is of the setting's type, brought between its limits; else the default. */
export function clampSetting<K extends keyof SettingTypes>(key: K, value: unknown): SettingTypes[K] {
  return clamped(settingLimits[key], value) as SettingTypes[K];
}

type AnyLimit = (typeof settingLimits)[keyof SettingTypes];

function clamped(limit: AnyLimit, value: unknown): SettingTypes[keyof SettingTypes] {
  if ('minimum' in limit) {
    return typeof value === 'number' && !Number.isNaN(value)
      ? Math.min(limit.maximum, Math.max(limit.minimum, Math.trunc(value)))
      : limit.default;
  }
  if (Array.isArray(limit.default)) {
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : limit.default;
  }
  if (typeof limit.default === 'object') {
    return asRecord(value);
  }
  return typeof value === typeof limit.default ? (value as string | boolean) : limit.default;
}

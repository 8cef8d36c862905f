// Reads and writes the product's settings, typed by the list in contributions.ts.

import * as vscode from 'vscode';
import type { SettingTypes } from './contributions.ts';
import { clampSetting } from './settingLimits.ts';

/** A setting's present value, of its type and within its limits whatever stands in the file. */
export function readSetting<K extends keyof SettingTypes>(key: K): SettingTypes[K] {
  return clampSetting(key, vscode.workspace.getConfiguration().get<unknown>(key));
}

/** Stores a setting for the user. */
export async function writeSetting<K extends keyof SettingTypes>(key: K, value: SettingTypes[K]): Promise<void> {
  await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}

// Reads and writes the product's settings, typed by the list in contributions.ts.

import * as vscode from 'vscode';
import type { SettingTypes } from './contributions.ts';

/** A setting's present value; the default stands in package.json. */
export function readSetting<K extends keyof SettingTypes>(key: K): SettingTypes[K] {
  return vscode.workspace.getConfiguration().get<SettingTypes[K]>(key) as SettingTypes[K];
}

/** Stores a setting for the user. */
export async function writeSetting<K extends keyof SettingTypes>(key: K, value: SettingTypes[K]): Promise<void> {
  await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}

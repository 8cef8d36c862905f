// The presets of captures in the settings: those of user and workspace together, and a new one in either of them.

import * as vscode from 'vscode';
import { asRecord } from '../../base/json.ts';
import { presetJson, readCapturePresets } from '../../domain/capture/capturePreset.ts';
import type { CapturePreset } from '../../domain/capture/capturePreset.ts';
import type { PresetScope } from '../../protocol/captureFormContract.ts';
import { readSetting } from '../settings.ts';

const key = 'wirewatch.capture.presets';

/** All presets by name, as VS Code joins both places: one of the workspace stands for one of the same name of the user. */
export function listPresets(onProblem: (name: string, path: string) => void): readonly CapturePreset[] {
  const { presets, problems } = readCapturePresets(readSetting(key));
  for (const { name, path } of problems) {
    onProblem(name, path);
  }
  return presets.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Keeps a preset in place of the one of its name there. What else stands there stays as it is, readable or not. */
export async function savePreset(preset: CapturePreset, scope: PresetScope): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  const known = settings.inspect<unknown>(key);
  const [present, target] =
    scope === 'user'
      ? [known?.globalValue, vscode.ConfigurationTarget.Global]
      : [known?.workspaceValue, vscode.ConfigurationTarget.Workspace];
  await settings.update(key, { ...asRecord(present), [preset.name]: presetJson(preset) }, target);
}

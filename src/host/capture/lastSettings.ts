// Limits, filters and ring of the capture that was started last in this workspace, offered as a preset. Neither target nor place.

import * as vscode from 'vscode';
import { presetJson, readCapturePresets } from '../../domain/capture/capturePreset.ts';
import type { CapturePreset } from '../../domain/capture/capturePreset.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';

const key = 'wirewatch.lastCaptureSettings';

/** Undefined before the first capture, and when an earlier version kept something that cannot be read. */
export function lastSettings(state: vscode.Memento): CapturePreset | undefined {
  const stored = state.get<unknown>(key);
  return stored === undefined ? undefined : readCapturePresets({ [vscode.l10n.t('As last time')]: stored }).presets[0];
}

/** Keeps those of a capture that is started. */
export async function rememberSettings(
  state: vscode.Memento,
  { limits, filters, ring }: Pick<NewPacketCapture, 'limits' | 'filters' | 'ring'>,
): Promise<void> {
  await state.update(key, presetJson({ destination: {}, limits, filters, ...(ring === undefined ? {} : { ring }) }));
}

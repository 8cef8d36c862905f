// What the entries of the review change in a capture: each asks for its setting and leaves the others as they are.

import * as vscode from 'vscode';
import { filterText, limitsText, ringText } from '../../../app/capture/captureTexts.ts';
import { isSameResource } from '../../../domain/arm/resourceId.ts';
import { captureDefault, wholeTarget } from '../../../domain/capture/captureSettings.ts';
import type { NewPacketCapture } from '../../../domain/capture/captureSettings.ts';
import type { CaptureWizardContext } from './captureContext.ts';
import { promptForStorage } from './destinationStep.ts';
import { promptForScope } from './instancesStep.ts';
import { promptForName } from './nameStep.ts';
import type { ReviewSetting } from './reviewPicks.ts';
import { promptForFilePath, promptForFilters, promptForLimits, promptForRing } from './settingPrompts.ts';
import { promptForTarget } from './targetStep.ts';

type Change = (context: CaptureWizardContext, capture: NewPacketCapture) => Promise<NewPacketCapture>;

/** The change of each entry. Rejects as cancelled, or as the library's Back does. */
export const reviewChanges: Readonly<Record<ReviewSetting, Change>> = {
  target: changeTarget,
  instances: async (context, capture) => ({ ...capture, scope: await promptForScope(context, capture) }),
  storage: changeStorage,
  preset: applyPreset,
  filters: async (context, capture) => ({ ...capture, filters: await promptForFilters(context, capture.filters) }),
  limits: async (context, capture) => ({ ...capture, limits: await promptForLimits(context, capture.limits) }),
  ring: changeRing,
  file: changeFile,
  // As it is: Enter alone changes nothing.
  name: async (context, capture) => ({ ...capture, name: await promptForName(context, [], capture.name) }),
};

/** Another machine has another watcher and other instances; the name may be one that a person wrote, so it stays. */
async function changeTarget(context: CaptureWizardContext, capture: NewPacketCapture): Promise<NewPacketCapture> {
  const target = await promptForTarget(context);
  if (isSameResource(target.resource.id, capture.targetId)) {
    return capture;
  }
  context.target = target;
  return { ...capture, targetId: target.resource.id, watcherId: target.watcher?.id ?? '', scope: wholeTarget };
}

/** A place within an account does not go along to another one. */
async function changeStorage(context: CaptureWizardContext, capture: NewPacketCapture): Promise<NewPacketCapture> {
  const { filePath } = capture.destination;
  const account = await promptForStorage(context);
  if (account === undefined) {
    const { storageId: _storageId, storagePath: _storagePath, ...destination } = capture.destination;
    return filePath === undefined
      ? await changeFile(context, { ...capture, destination })
      : { ...capture, destination };
  }
  return isSameResource(account.id, capture.destination.storageId)
    ? capture
    : { ...capture, destination: { storageId: account.id, ...(filePath === undefined ? {} : { filePath }) } };
}

/** A preset takes the place of everything that is not target, instances and name. */
async function applyPreset(context: CaptureWizardContext, capture: NewPacketCapture): Promise<NewPacketCapture> {
  const { data } = await context.ui.showQuickPick(
    context.presets.map((preset) => ({
      label: preset.name,
      description: [
        preset.ring === undefined ? limitsText(preset.limits) : ringText(preset.ring),
        ...preset.filters.map(filterText),
      ].join(' | '),
      data: preset,
    })),
    { placeHolder: vscode.l10n.t('Preset to use'), suppressPersistence: true },
  );
  const { ring: _ring, ...ordinary } = capture;
  const { limits, filters, destination, ring } = data;
  const hasPlace = destination.storageId !== undefined || destination.filePath !== undefined;
  return {
    ...ordinary,
    limits,
    filters,
    destination: hasPlace ? destination : capture.destination,
    ...(ring === undefined ? {} : { ring }),
  };
}

async function changeRing(context: CaptureWizardContext, capture: NewPacketCapture): Promise<NewPacketCapture> {
  if (capture.ring === undefined) {
    return { ...capture, ring: await promptForRing(context, captureDefault.ring) };
  }
  const { data: isOff } = await context.ui.showQuickPick(
    [
      { label: vscode.l10n.t('Change files, size or time...'), description: ringText(capture.ring), data: false },
      { label: vscode.l10n.t('Switch off'), data: true },
    ],
    { placeHolder: vscode.l10n.t('Continuous capture'), suppressPersistence: true },
  );
  if (!isOff) {
    return { ...capture, ring: await promptForRing(context, capture.ring) };
  }
  const { ring: _ring, ...ordinary } = capture;
  return ordinary;
}

async function changeFile(context: CaptureWizardContext, capture: NewPacketCapture): Promise<NewPacketCapture> {
  const { filePath, ...destination } = capture.destination;
  if (filePath !== undefined && destination.storageId !== undefined) {
    return { ...capture, destination };
  }
  const path = await promptForFilePath(context, capture.name, {
    system: context.target?.resource.system,
    present: filePath,
  });
  return { ...capture, destination: { ...destination, filePath: path } };
}

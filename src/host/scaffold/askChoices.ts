// The questions before an alert-triggered capture is scaffolded: where its files go, how long it runs, what is watched, and the
// app's name.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { ResourceInventory } from '../../app/azure/ports.ts';
import { noStorageAccount } from '../../app/error/userErrors.ts';
import type { CapturePreset } from '../../domain/capture/capturePreset.ts';
import { normalizeFilter } from '../../domain/capture/captureFilter.ts';
import { captureMaximum } from '../../domain/capture/captureSettings.ts';
import { parseDuration } from '../../domain/capture/captureLimits.ts';
import type { DiagnosticMachine } from '../../domain/diagnostic/diagnosticKind.ts';
import { isFunctionAppName, suggestFunctionAppName } from '../../domain/scaffold/alertCaptureProject.ts';
import type { AlertCaptureChoices } from '../../domain/scaffold/alertCaptureProject.ts';
import { alertMetrics, readThreshold } from '../../domain/scaffold/alertMetric.ts';
import type { AlertMetric } from '../../domain/scaffold/alertMetric.ts';
import { storagePicks } from '../prompt/storagePicks.ts';

/** What the questions start from. */
export interface AskChoicesOptions {
  readonly machine: DiagnosticMachine;
  readonly inventory: Pick<ResourceInventory, 'listStorageAccounts'>;
  /** Presets of captures; a ring never ends by itself and is not offered. */
  readonly presets: readonly CapturePreset[];
}

type Ui = IActionContext['ui'];

/** Rejects with UserError `noStorageAccount`, or as cancelled. */
export async function askChoices(
  { ui }: Pick<IActionContext, 'ui'>,
  { machine, inventory, presets }: AskChoicesOptions,
): Promise<AlertCaptureChoices> {
  const storageId = await askStorage(ui, inventory, machine.region);
  const preset = await askPreset(
    ui,
    presets.filter(({ ring }) => ring === undefined),
  );
  const { totalBytesPerSession, bytesToCapturePerPacket, timeLimitInSeconds } = preset?.limits ?? {};
  const seconds = timeLimitInSeconds ?? (await askTimeLimit(ui));
  const metric = await askMetric(ui);
  const threshold = await askThreshold(ui, metric);
  const functionAppName = await askName(ui, machine.name);
  return {
    functionAppName,
    targetId: machine.id,
    storageId,
    watcherId: machine.watcherId,
    // 0 is the service's longest.
    timeLimitInSeconds: seconds === 0 ? captureMaximum.timeLimitInSeconds : seconds,
    ...(totalBytesPerSession === undefined ? {} : { totalBytesPerSession }),
    ...(bytesToCapturePerPacket === undefined ? {} : { bytesToCapturePerPacket }),
    filters: (preset?.filters ?? []).map((filter) => normalizeFilter(filter)),
    metricName: metric.name,
    timeAggregation: metric.timeAggregation,
    threshold,
  };
}

async function askStorage(
  ui: Ui,
  inventory: Pick<ResourceInventory, 'listStorageAccounts'>,
  region: string,
): Promise<string> {
  const load = async (): ReturnType<typeof storagePicks> => {
    const picks = await storagePicks(inventory, region);
    if (picks.length === 0) {
      throw noStorageAccount(region);
    }
    return picks;
  };
  const { data } = await ui.showQuickPick(load(), {
    placeHolder: vscode.l10n.t('Storage account for the capture file, in {0}', region),
    loadingPlaceHolder: vscode.l10n.t('Loading storage accounts...'),
  });
  return data.id;
}

/** Without presets there is nothing to choose. */
async function askPreset(ui: Ui, presets: readonly CapturePreset[]): Promise<CapturePreset | undefined> {
  if (presets.length === 0) {
    return undefined;
  }
  const none = { label: vscode.l10n.t('Capture everything'), description: '', data: undefined };
  const { data } = await ui.showQuickPick(
    [none, ...presets.map((preset) => ({ label: preset.name, description: vscode.l10n.t('Preset'), data: preset }))],
    { placeHolder: vscode.l10n.t('What each alert captures') },
  );
  return data;
}

async function askTimeLimit(ui: Ui): Promise<number> {
  const text = await ui.showInputBox({
    prompt: vscode.l10n.t('How long to capture: seconds, or with a unit such as 90s, 5m or 1h (at most 5h)'),
    value: '5m',
    validateInput: (value) =>
      readTimeLimit(value ?? '') === undefined
        ? vscode.l10n.t('Enter a time from 1 second to 5 hours, for example 90s, 5m or 1h.')
        : undefined,
  });
  return readTimeLimit(text) ?? captureMaximum.timeLimitInSeconds;
}

function readTimeLimit(text: string): number | undefined {
  return parseDuration(text, captureMaximum.timeLimitInSeconds);
}

async function askMetric(ui: Ui): Promise<AlertMetric> {
  const { data } = await ui.showQuickPick(
    alertMetrics.map((metric) => ({ label: metric.name, description: unitText(metric), data: metric })),
    { placeHolder: vscode.l10n.t('Metric that fires the alert; any other can be written into the project') },
  );
  return data;
}

async function askThreshold(ui: Ui, metric: AlertMetric): Promise<number> {
  const text = await ui.showInputBox({
    prompt: vscode.l10n.t('{0} over five minutes fires the alert above: {1}', metric.name, unitText(metric)),
    value: String(metric.threshold),
    validateInput: (value) =>
      readThreshold(value ?? '') === undefined
        ? vscode.l10n.t('Enter a whole number from 0 on, in digits.')
        : undefined,
  });
  return readThreshold(text) ?? metric.threshold;
}

async function askName(ui: Ui, machineName: string): Promise<string> {
  const text = await ui.showInputBox({
    prompt: vscode.l10n.t('Name of the function app; it is a part of its address, so nobody else may have it'),
    value: suggestFunctionAppName(machineName),
    validateInput: (value) =>
      isFunctionAppName(value?.trim() ?? '')
        ? undefined
        : vscode.l10n.t('2 to 43 letters, digits and hyphens, with no hyphen at either end.'),
  });
  return text.trim();
}

function unitText({ timeAggregation, unit }: AlertMetric): string {
  switch (unit) {
    case 'bytes':
      return vscode.l10n.t('{0}, in bytes', timeAggregation);
    case 'count':
      return vscode.l10n.t('{0}, a count', timeAggregation);
    case 'countPerSecond':
      return vscode.l10n.t('{0}, per second', timeAggregation);
    case 'percent':
      return vscode.l10n.t('{0}, in percent', timeAggregation);
  }
}

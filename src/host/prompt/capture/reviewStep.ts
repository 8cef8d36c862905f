// Last page of the wizard: start, every setting, and the pre-flight checks with their remedies. Nothing is created before it.

import { AzureWizardPromptStep, parseError } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { filterText, limitsText, ringText } from '../../../app/capture/captureTexts.ts';
import { checkCapture } from '../../../app/capture/checkCapture.ts';
import type { CheckedCapture } from '../../../app/capture/checkCapture.ts';
import { mendCapture } from '../../../app/capture/mendCapture.ts';
import { fixTitle, preflightItem } from '../../../app/capture/preflightTexts.ts';
import { captureDefault } from '../../../domain/capture/captureSettings.ts';
import type { NewPacketCapture } from '../../../domain/capture/captureSettings.ts';
import { canStart, toBeMended } from '../../../domain/capture/preflight.ts';
import type { FindingTone, PreflightFinding, PreflightFix } from '../../../domain/capture/preflight.ts';
import { resourceName } from '../../../domain/arm/resourceId.ts';
import { isCancelled } from '../../../base/abort.ts';
import { withProgress } from '../../progress.ts';
import { captureOf } from './captureContext.ts';
import type { CaptureWizardContext } from './captureContext.ts';
import { confirmFix } from './confirmFix.ts';
import { promptForName } from './nameStep.ts';
import { promptForFilePath, promptForFilters, promptForLimits, promptForRing } from './settingPrompts.ts';

/** What an entry of the review does. */
type Choice =
  | { readonly kind: 'start' | 'form' | 'preset' | 'filters' | 'limits' | 'ring' | 'file' | 'name' | 'recheck' }
  | { readonly kind: 'fix'; readonly fix: PreflightFix }
  | { readonly kind: 'replace' }
  | { readonly kind: 'nothing' };

type ReviewPick = vscode.QuickPickItem & { readonly data: Choice };

/** Shows the review until a person starts the capture, goes back or gives up. */
export class ReviewStep extends AzureWizardPromptStep<CaptureWizardContext> {
  override readonly id = 'review';

  async prompt(context: CaptureWizardContext): Promise<void> {
    let capture = captureOf(context);
    let replace = false;
    let checked = await check(context, capture);
    for (;;) {
      const { data } = await context.ui.showQuickPick(
        picks(capture, checked, { replace, hasPresets: context.presets.length > 0 }),
        {
          placeHolder: placeHolder(checked.findings, replace),
          suppressPersistence: true,
          matchOnDetail: true,
        },
      );
      if (data.kind === 'start' || data.kind === 'form') {
        const { nameTaken } = checked.facts;
        context.reviewed = {
          capture,
          replace,
          isNameFree: nameTaken.kind === 'known' && !nameTaken.value,
          isForForm: data.kind === 'form',
        };
        return;
      }
      if (data.kind === 'replace') {
        replace = await agreesToReplace(capture.name);
        continue;
      }
      const changed = await this.#changed(context, capture, { choice: data, checked: checked });
      if (changed !== undefined) {
        replace &&= changed.name === capture.name;
        capture = changed;
        checked = await check(context, capture);
      }
    }
  }

  shouldPrompt(context: CaptureWizardContext): boolean {
    return context.reviewed === undefined;
  }

  /** The capture after an entry was chosen; undefined when all is as before. Back within an entry leads back to the review. */
  async #changed(
    context: CaptureWizardContext,
    capture: NewPacketCapture,
    { choice, checked }: { readonly choice: Choice; readonly checked: CheckedCapture },
  ): Promise<NewPacketCapture | undefined> {
    try {
      switch (choice.kind) {
        case 'fix':
          return await fix(context, capture, { fix: choice.fix, checked });
        case 'preset':
          return await applyPreset(context, capture);
        case 'filters':
          return { ...capture, filters: await promptForFilters(context, capture.filters) };
        case 'limits':
          return { ...capture, limits: await promptForLimits(context, capture.limits) };
        case 'ring':
          return await changeRing(context, capture);
        case 'file':
          return await changeFile(context, capture);
        case 'name':
          return { ...capture, name: await promptForName(context, [], capture.name) };
        case 'recheck':
          return capture;
        default:
          return undefined;
      }
    } catch (error) {
      // Prompts come from another copy of the class, so its name decides, as in the library itself.
      if (parseError(error).errorType === 'GoBackError') {
        return undefined;
      }
      throw error;
    }
  }
}

/** Reads what the checks need. */
async function check(context: CaptureWizardContext, capture: NewPacketCapture): Promise<CheckedCapture> {
  const { inventory, captures, ground } = context.services;
  // In the status bar: it is short, and a notification would stay longer than the work.
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Checking what "{0}" needs', capture.name) },
    () => checkCapture({ inventory, captures, ground }, capture),
  );
}

async function fix(
  context: CaptureWizardContext,
  capture: NewPacketCapture,
  { fix: remedy, checked }: { readonly fix: PreflightFix; readonly checked: CheckedCapture },
): Promise<NewPacketCapture | undefined> {
  const { groundWork: work, captures } = context.services;
  if (!(await confirmFix(checked.findings, remedy))) {
    return undefined;
  }
  try {
    return await withProgress(fixTitle(remedy), (abortSignal) =>
      mendCapture({ work, captures }, remedy, { capture, facts: checked.facts }, { abortSignal }),
    );
  } catch (error) {
    if (isCancelled(error)) {
      // Azure goes on with what had begun; the checks show what is so.
      return capture;
    }
    throw error;
  }
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

async function agreesToReplace(name: string): Promise<boolean> {
  const replace = vscode.l10n.t('Replace');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Replace the capture "{0}"?', name),
    {
      modal: true,
      detail: vscode.l10n.t('The old one is deleted when the new one starts. Its file in blob storage stays there.'),
    },
    replace,
  );
  return chosen === replace;
}

function picks(
  capture: NewPacketCapture,
  { findings }: CheckedCapture,
  { replace, hasPresets }: { readonly replace: boolean; readonly hasPresets: boolean },
): ReviewPick[] {
  const open = findings.filter(({ code }) => !(replace && code === 'nameTaken'));
  const passed = open.filter(({ tone }) => tone === 'ok');
  const others = open.filter(({ tone }) => tone !== 'ok').toSorted((a, b) => weight(a.tone) - weight(b.tone));
  return [
    startPick(capture, open),
    ...(others.length === 0 ? [] : [separator(vscode.l10n.t('To be mended'))]),
    ...others.flatMap(findingPicks),
    separator(vscode.l10n.t('Settings')),
    ...settingPicks(capture),
    ...(hasPresets
      ? [{ label: `$(bookmark) ${vscode.l10n.t('Use a preset...')}`, data: { kind: 'preset' as const } }]
      : []),
    { label: `$(window) ${vscode.l10n.t('Open in the form')}`, data: { kind: 'form' } },
    separator(vscode.l10n.t('Checks')),
    ...passed.map(passedPick),
    { label: `$(refresh) ${vscode.l10n.t('Check again')}`, data: { kind: 'recheck' } },
  ];
}

function separator(label: string): ReviewPick {
  return { label, kind: vscode.QuickPickItemKind.Separator, data: { kind: 'nothing' } };
}

/** On one line: what is well needs no room. */
function passedPick(finding: PreflightFinding): ReviewPick {
  const { title, text } = preflightItem(finding);
  return { label: `$(pass) ${title}`, description: text, data: { kind: 'nothing' } };
}

function startPick(capture: NewPacketCapture, findings: readonly PreflightFinding[]): ReviewPick {
  const missing = toBeMended(findings);
  if (missing.length > 0) {
    const titles = missing.map((finding) => preflightItem(finding).title);
    return {
      label: `$(circle-slash) ${vscode.l10n.t('Cannot start yet')}`,
      description: vscode.l10n.t('To be mended first: {0}', titles.join(', ')),
      data: { kind: 'nothing' },
    };
  }
  const label = canStart(findings) ? vscode.l10n.t('Start Capture') : vscode.l10n.t('Start Anyway');
  const { filters, limits, ring } = capture;
  const parts = [
    resourceName(capture.targetId),
    ring === undefined ? limitsText(limits) : ringText(ring),
    ...(filters.length === 0 ? [] : [vscode.l10n.t('filters: {0}', filters.length)]),
  ];
  return { label: `$(record) ${label}`, description: parts.join(' · '), data: { kind: 'start' } };
}

function findingPicks(finding: PreflightFinding): ReviewPick[] {
  const { title, text, tone, fix: remedy } = preflightItem(finding);
  return [
    { label: `$(${toneIcon(tone)}) ${title}`, detail: text, data: { kind: 'nothing' } },
    ...(remedy === undefined
      ? []
      : [{ label: `$(wrench) ${remedy.title}`, description: title, data: { kind: 'fix' as const, fix: remedy.id } }]),
    ...(finding.code === 'nameTaken'
      ? [{ label: `$(replace) ${vscode.l10n.t('Replace the Old One...')}`, data: { kind: 'replace' as const } }]
      : []),
  ];
}

function settingPicks({ name, filters, limits, ring, destination }: NewPacketCapture): ReviewPick[] {
  return [
    {
      label: `$(filter) ${vscode.l10n.t('Filters')}`,
      description: filters.length === 0 ? vscode.l10n.t('none, all packets') : filters.map(filterText).join(' | '),
      data: { kind: 'filters' },
    },
    ...(ring === undefined
      ? [
          {
            label: `$(dashboard) ${vscode.l10n.t('Limits')}`,
            description: limitsText(limits),
            data: { kind: 'limits' as const },
          },
        ]
      : []),
    {
      label: `$(sync) ${vscode.l10n.t('Continuous capture')}`,
      description:
        ring === undefined ? vscode.l10n.t('off') : vscode.l10n.t('{0}; select to switch off', ringText(ring)),
      data: { kind: 'ring' },
    },
    {
      label: `$(file) ${vscode.l10n.t('File on the machine')}`,
      description: destination.filePath ?? vscode.l10n.t('none'),
      data: { kind: 'file' },
    },
    { label: `$(tag) ${vscode.l10n.t('Name')}`, description: name, data: { kind: 'name' } },
  ];
}

function placeHolder(findings: readonly PreflightFinding[], replace: boolean): string {
  const open = findings.filter(({ code }) => !(replace && code === 'nameTaken'));
  const blockers = open.filter(({ tone }) => tone === 'blocker').length;
  const doubts = open.filter(({ tone }) => tone === 'warning' || tone === 'unknown').length;
  if (blockers > 0) {
    return vscode.l10n.t('Failed checks: {0}. This capture would not work', blockers);
  }
  return doubts > 0
    ? vscode.l10n.t('Checks with a doubt: {0}', doubts)
    : vscode.l10n.t('All checks passed. Enter starts the capture');
}

function weight(tone: FindingTone): number {
  return { blocker: 0, warning: 1, unknown: 2, ok: 3 }[tone];
}

function toneIcon(tone: FindingTone): string {
  return { ok: 'pass', warning: 'warning', blocker: 'error', unknown: 'question' }[tone];
}

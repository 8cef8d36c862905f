// The entries of the review: start or what keeps from it, findings with their remedies, every setting, what passed.

import * as vscode from 'vscode';
import { filterText, limitsText, ringText } from '../../../app/capture/captureTexts.ts';
import type { CheckedCapture } from '../../../app/capture/checkCapture.ts';
import { preflightItem } from '../../../app/capture/preflightTexts.ts';
import { targetKindOf } from '../../../domain/capture/captureSettings.ts';
import type { NewPacketCapture } from '../../../domain/capture/captureSettings.ts';
import { canStart, toBeMended } from '../../../domain/capture/preflight.ts';
import type { FindingTone, PreflightFinding, PreflightFix } from '../../../domain/capture/preflight.ts';
import { resourceName } from '../../../domain/arm/resourceId.ts';

/** What an entry changes: one setting, or all of a preset. */
export type ReviewSetting =
  'target' | 'instances' | 'storage' | 'preset' | 'filters' | 'limits' | 'ring' | 'file' | 'name';

/** What an entry of the review does. */
export type ReviewChoice =
  | { readonly kind: 'start' | 'form' | 'recheck' | 'replace' | 'nothing' | ReviewSetting }
  | { readonly kind: 'fix'; readonly fix: PreflightFix };

/** An entry. */
export type ReviewPick = vscode.QuickPickItem & { readonly data: ReviewChoice };

/** All entries. @param options.replace the name is to be taken from the older capture */
export function picks(
  capture: NewPacketCapture,
  { findings }: CheckedCapture,
  { replace, hasPresets }: { readonly replace: boolean; readonly hasPresets: boolean },
): ReviewPick[] {
  const open = findings.filter(({ code }) => !(replace && code === 'nameTaken'));
  const passed = open.filter(({ tone }) => tone === 'ok');
  const others = open.filter(({ tone }) => tone !== 'ok').toSorted((a, b) => weight(a.tone) - weight(b.tone));
  const start = startPick(capture, open);
  const mending =
    others.length === 0 ? [] : [separator(vscode.l10n.t('To be mended')), ...others.flatMap(findingPicks)];
  return [
    // Enter takes the first: of what would not work that must not be the start.
    ...(canStart(open) ? [start, ...mending] : [...mending, start]),
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

function settingPicks(capture: NewPacketCapture): ReviewPick[] {
  const { name, filters, limits, ring, destination, targetId } = capture;
  return [
    {
      label: `$(server) ${vscode.l10n.t('Machine or scale set')}`,
      description: resourceName(targetId),
      data: { kind: 'target' },
    },
    ...(targetKindOf(targetId) === 'scaleSet'
      ? [
          {
            label: `$(layers) ${vscode.l10n.t('Instances')}`,
            description: scopeText(capture.scope),
            data: { kind: 'instances' as const },
          },
        ]
      : []),
    {
      label: `$(database) ${vscode.l10n.t('Storage account')}`,
      description: destination.storageId === undefined ? vscode.l10n.t('none') : resourceName(destination.storageId),
      data: { kind: 'storage' },
    },
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
      description: ring === undefined ? vscode.l10n.t('off') : ringText(ring),
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

function scopeText({ include, exclude }: NewPacketCapture['scope']): string {
  if (include.length > 0) {
    return vscode.l10n.t('only {0}', include.filter((id) => !exclude.includes(id)).join(', '));
  }
  return exclude.length > 0 ? vscode.l10n.t('all but {0}', exclude.join(', ')) : vscode.l10n.t('all');
}

/** What the checks came to, in a line above the entries. */
export function placeHolder(findings: readonly PreflightFinding[], replace: boolean): string {
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

// Prompts for single settings of a capture; the review opens them. Each checks as one types, in the words of the form.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import {
  fieldProblemText,
  filePathProblemTexts,
  filterFieldName,
  filterText,
} from '../../../app/capture/captureTexts.ts';
import { formatByteSize, parseByteSize } from '../../../domain/capture/byteSize.ts';
import type { MachineSystem } from '../../../domain/arm/resource.ts';
import { filePathProblem, suggestFilePath } from '../../../domain/capture/captureFilePath.ts';
import { filterFields, normalizeFilter, parseFilterField } from '../../../domain/capture/captureFilter.ts';
import { formatDuration, limitProblem, limitRanges, parseDuration } from '../../../domain/capture/captureLimits.ts';
import type { LimitField } from '../../../domain/capture/captureLimits.ts';
import { captureDefault, captureMaximum } from '../../../domain/capture/captureSettings.ts';
import type {
  CaptureFilter,
  CaptureLimits,
  FilterField,
  FilterProtocol,
  RingSettings,
} from '../../../domain/capture/captureSettings.ts';

/** What a prompt needs. */
type Prompts = Pick<IActionContext, 'ui'>;

/** A path on the machine, of its system where that is known. @param name what the proposal is named after */
export async function promptForFilePath(
  { ui }: Prompts,
  name: string,
  { system, present }: { readonly system: MachineSystem | undefined; readonly present?: string | undefined },
): Promise<string> {
  const path = await ui.showInputBox({
    prompt: vscode.l10n.t('Path on the machine: below /var/captures on Linux, with a drive on Windows'),
    value: present ?? suggestFilePath(name, system),
    validateInput: (text) => {
      const problem = filePathProblem((text ?? '').trim(), system);
      return problem === undefined ? undefined : filePathProblemTexts()[problem];
    },
  });
  // It was checked so; with the spaces the service would refuse it.
  return path.trim();
}

/** Time, size and bytes of each packet, one after another. */
export async function promptForLimits(prompts: Prompts, limits: CaptureLimits): Promise<CaptureLimits> {
  return {
    timeLimitInSeconds: await promptForTime(prompts, {
      prompt: vscode.l10n.t('How long to capture, at most 5h'),
      value: limits.timeLimitInSeconds ?? captureDefault.timeLimitInSeconds,
      maximum: captureMaximum.timeLimitInSeconds,
    }),
    totalBytesPerSession: await promptForBytes(prompts, {
      field: 'totalBytesPerSession',
      prompt: vscode.l10n.t("Size at which the capture ends, for example 100 MB; 0 for no limit but Azure's"),
      value: limits.totalBytesPerSession ?? captureDefault.totalBytesPerSession,
    }),
    bytesToCapturePerPacket: await promptForBytes(prompts, {
      field: 'bytesToCapturePerPacket',
      prompt: vscode.l10n.t('Bytes kept of each packet; 0 for all of it'),
      value: limits.bytesToCapturePerPacket ?? captureDefault.bytesToCapturePerPacket,
    }),
  };
}

/** The ring of a continuous capture: files, their size, and how long. */
export async function promptForRing(prompts: Prompts, ring: RingSettings): Promise<RingSettings> {
  const { minimum, maximum } = limitRanges.fileCount;
  const count = await prompts.ui.showInputBox({
    prompt: vscode.l10n.t('How many files are kept; the oldest goes when another begins'),
    value: String(ring.fileCount),
    validateInput: (text) =>
      /^\d+$/.test((text ?? '').trim()) && limitProblem('fileCount', Number(text)) === undefined
        ? undefined
        : vscode.l10n.t('Enter a number from {0} to {1}.', minimum, maximum),
  });
  return {
    fileCount: Number(count),
    fileSizeInBytes: await promptForBytes(prompts, {
      field: 'fileSizeInBytes',
      prompt: vscode.l10n.t('Size of each file, at most 4 GiB'),
      value: ring.fileSizeInBytes,
    }),
    sessionTimeLimitInSeconds: await promptForTime(prompts, {
      prompt: vscode.l10n.t('How long to capture in all, at most 7d'),
      value: ring.sessionTimeLimitInSeconds,
      maximum: captureMaximum.ringTimeLimitInSeconds,
    }),
  };
}

async function promptForTime(
  { ui }: Prompts,
  { prompt, value, maximum }: { readonly prompt: string; readonly value: number; readonly maximum: number },
): Promise<number> {
  const text = await ui.showInputBox({
    prompt,
    value: formatDuration(value),
    validateInput: (typed) =>
      parseDuration(typed ?? '', maximum) === undefined
        ? vscode.l10n.t('Enter a time up to {0}, for example 90s, 5m or 1h 30m.', formatDuration(maximum))
        : undefined,
  });
  return parseDuration(text, maximum) ?? value;
}

async function promptForBytes(
  { ui }: Prompts,
  { field, prompt, value }: { readonly field: LimitField; readonly prompt: string; readonly value: number },
): Promise<number> {
  const text = await ui.showInputBox({
    prompt,
    value: formatByteSize(value),
    validateInput: (typed) => {
      const bytes = parseByteSize(typed ?? '');
      return bytes === undefined || limitProblem(field, bytes) !== undefined
        ? vscode.l10n.t('Enter a size up to {0}, for example 500 kB or 1 GiB.', formatByteSize(captureMaximum.bytes))
        : undefined;
    },
  });
  return parseByteSize(text) ?? value;
}

/** One filter: protocol, then its four fields, each of which may stay empty. */
async function promptForFilter(prompts: Prompts, filter: CaptureFilter | undefined): Promise<CaptureFilter> {
  const protocols: readonly FilterProtocol[] = ['TCP', 'UDP', 'Any'];
  const { data: protocol } = await prompts.ui.showQuickPick(
    protocols.map((each) => ({ label: each === 'Any' ? vscode.l10n.t('Any protocol') : each, data: each })),
    { placeHolder: vscode.l10n.t('Protocol of the packets to keep'), suppressPersistence: true },
  );
  const fields: Partial<Record<FilterField, string>> = {};
  for (const field of filterFields) {
    fields[field] = await prompts.ui.showInputBox({
      prompt: vscode.l10n.t('{0}: empty for any, one value, a range "a-b", or a list "a;b"', filterFieldName(field)),
      value: filter?.[field] ?? '',
      validateInput: (text) => {
        const read = parseFilterField(field, text ?? '');
        return 'ok' in read ? undefined : fieldProblemText(read, text ?? '');
      },
    });
  }
  return normalizeFilter({ protocol, ...fields });
}

/** Edits the list of filters: an entry changes or removes one. @returns the list as it is afterwards */
export async function promptForFilters(
  prompts: Prompts,
  filters: readonly CaptureFilter[],
): Promise<readonly CaptureFilter[]> {
  if (filters.length === 0) {
    return [await promptForFilter(prompts, undefined)];
  }
  type Choice = { readonly kind: 'add' } | { readonly kind: 'edit' | 'remove'; readonly index: number };
  const { data } = await prompts.ui.showQuickPick<vscode.QuickPickItem & { readonly data: Choice }>(
    [
      { label: `$(add) ${vscode.l10n.t('Add another filter...')}`, data: { kind: 'add' } },
      ...filters.flatMap((filter, index) => [
        { label: `$(edit) ${filterText(filter)}`, data: { kind: 'edit' as const, index } },
        {
          label: `$(trash) ${vscode.l10n.t('Remove: {0}', filterText(filter))}`,
          data: { kind: 'remove' as const, index },
        },
      ]),
    ],
    { placeHolder: vscode.l10n.t('A packet is kept when any of the filters matches'), suppressPersistence: true },
  );
  switch (data.kind) {
    case 'add':
      return [...filters, await promptForFilter(prompts, undefined)];
    case 'edit': {
      const edited = await promptForFilter(prompts, filters[data.index]);
      return filters.with(data.index, edited);
    }
    case 'remove':
      return filters.toSpliced(data.index, 1);
  }
}

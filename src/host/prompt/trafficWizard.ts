// The questions of "Open Live Traffic": consumer group, where to begin, and only when wanted the partitions; with Back. The quick
// way is two picks.

import { AzureWizard, AzureWizardPromptStep } from '@microsoft/vscode-azext-utils';
import type { IActionContext, IAzureQuickPickItem } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { TailSource, TailStart } from '../../app/traffic/ports.ts';
import { readPartitionIds, readRememberedStart, readStart, rememberedStart } from './startInput.ts';
import type { StartKind } from './startInput.ts';

/** What is known of the hub before the questions. */
export interface TrafficQuestions {
  /** Undefined when the connection string names none: then it is asked for. */
  readonly hub?: string | undefined;
  /** Groups of the hub; undefined where they cannot be listed: then a name is asked for. */
  readonly groups?: readonly string[] | undefined;
  /** Partitions of the hub where they are known. */
  readonly partitionIds?: readonly string[] | undefined;
  /** Where starts are remembered. */
  readonly memory: vscode.Memento;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What the wizard gathers for a tail. */
export type TrafficAnswers = Pick<TailSource, 'hub' | 'consumerGroup' | 'start' | 'partitionIds'>;

interface TrafficContext extends IActionContext {
  readonly questions: TrafficQuestions;
  hub?: string;
  consumerGroup?: string;
  /** Chosen, and still in need of a value. */
  openStart?: StartKind | undefined;
  start?: TailStart;
  choosesPartitions?: boolean;
  chosenPartitions?: readonly string[];
}

const memoryKey = 'wirewatch.traffic.lastStart';

/** Asks what is not known. Rejects as cancelled. */
export async function promptForTraffic(prompts: IActionContext, questions: TrafficQuestions): Promise<TrafficAnswers> {
  const context: TrafficContext = {
    ...prompts,
    questions,
    ...(questions.hub === undefined ? {} : { hub: questions.hub }),
  };
  const wizard = new AzureWizard(context, {
    title: vscode.l10n.t('Open Live Traffic'),
    promptSteps: [new HubStep(), new GroupStep(), new StartStep(), new PartitionStep(), new StartValueStep()],
  });
  await wizard.prompt();
  const { hub, consumerGroup, start, chosenPartitions } = context;
  if (hub === undefined || consumerGroup === undefined || start === undefined) {
    throw new Error('The traffic wizard ended without all its answers');
  }
  await questions.memory.update(memoryKey, rememberedStart(start));
  return { hub, consumerGroup, start, ...(chosenPartitions === undefined ? {} : { partitionIds: chosenPartitions }) };
}

/** True for the group that every hub has and that those who consume in earnest often use. */
function isDefaultGroup(group: string): boolean {
  return group.toLowerCase() === '$default';
}

function defaultGroupWarning(): string {
  return vscode.l10n.t(
    '"$Default" takes at most five readers; reading with it may disturb whoever consumes the hub in earnest. A group of your own is safer.',
  );
}

class HubStep extends AzureWizardPromptStep<TrafficContext> {
  override readonly id = 'hub';

  async prompt(context: TrafficContext): Promise<void> {
    const hub = await context.ui.showInputBox({
      prompt: vscode.l10n.t('The connection string is for a whole namespace. Name of the event hub'),
      validateInput: (value) => ((value ?? '').trim() === '' ? vscode.l10n.t('Enter a name.') : undefined),
    });
    context.hub = hub.trim();
  }

  shouldPrompt(context: TrafficContext): boolean {
    return context.hub === undefined;
  }
}

class GroupStep extends AzureWizardPromptStep<TrafficContext> {
  override readonly id = 'consumerGroup';

  /** With no group but `$Default` there is nothing to ask; what it means is said beside. */
  override async configureBeforePrompt(context: TrafficContext): Promise<void> {
    const { groups } = context.questions;
    const [only] = groups ?? [];
    if (context.consumerGroup === undefined && groups !== undefined && groups.length <= 1) {
      context.consumerGroup = only ?? '$Default';
      if (isDefaultGroup(context.consumerGroup)) {
        void vscode.window.showWarningMessage(defaultGroupWarning());
      }
    }
  }

  async prompt(context: TrafficContext): Promise<void> {
    const { groups } = context.questions;
    context.consumerGroup = groups === undefined ? await this.#enter(context) : await this.#pick(context, groups);
  }

  shouldPrompt(context: TrafficContext): boolean {
    return context.consumerGroup === undefined;
  }

  async #pick(context: TrafficContext, groups: readonly string[]): Promise<string> {
    const ordered = groups.toSorted((a, b) => Number(isDefaultGroup(a)) - Number(isDefaultGroup(b)));
    const picked = await context.ui.showQuickPick(
      ordered.map((group) => ({
        label: isDefaultGroup(group) ? `$(warning) ${group}` : group,
        ...(isDefaultGroup(group) ? { detail: defaultGroupWarning() } : {}),
        data: group,
      })),
      { placeHolder: vscode.l10n.t('Consumer group to read with'), suppressPersistence: true },
    );
    return picked.data;
  }

  async #enter(context: TrafficContext): Promise<string> {
    // The warning stands in the prompt: a message of the validation, however mild, would not let the default through.
    const group = await context.ui.showInputBox({
      prompt: `${vscode.l10n.t('Consumer group to read with')}. ${defaultGroupWarning()}`,
      value: '$Default',
      validateInput: (value) => ((value ?? '').trim() === '' ? vscode.l10n.t('Enter a name.') : undefined),
    });
    return group.trim();
  }
}

type StartPick = { readonly start: TailStart } | { readonly open: StartKind } | 'partitions';

class StartStep extends AzureWizardPromptStep<TrafficContext> {
  override readonly id = 'start';

  async prompt(context: TrafficContext): Promise<void> {
    const remembered = readRememberedStart(context.questions.memory.get<unknown>(memoryKey));
    for (;;) {
      const { data } = await context.ui.showQuickPick(startPicks(remembered, context.choosesPartitions === true), {
        placeHolder: vscode.l10n.t('Where to begin'),
        suppressPersistence: true,
      });
      if (data === 'partitions') {
        context.choosesPartitions = context.choosesPartitions !== true;
        continue;
      }
      if ('start' in data) {
        context.start = data.start;
      } else {
        context.openStart = data.open;
      }
      return;
    }
  }

  shouldPrompt(context: TrafficContext): boolean {
    return context.start === undefined && context.openStart === undefined;
  }
}

/** The start that was used last stands second: the first is what Enter alone gives. */
function startPicks(remembered: TailStart | undefined, choosesPartitions: boolean): IAzureQuickPickItem<StartPick>[] {
  const plain: IAzureQuickPickItem<StartPick>[] = [
    { label: vscode.l10n.t('From now on'), data: { start: { kind: 'latest' } } },
    { label: vscode.l10n.t('The last 5 minutes'), data: { start: { kind: 'minutes', minutes: 5 } } },
    { label: vscode.l10n.t('The last 30 minutes'), data: { start: { kind: 'minutes', minutes: 30 } } },
    { label: vscode.l10n.t('The last minutes...'), data: { open: 'minutes' } },
    { label: vscode.l10n.t('The last events of each partition...'), data: { open: 'events' } },
    { label: vscode.l10n.t('From a time...'), data: { open: 'time' } },
    { label: vscode.l10n.t('From a sequence number...'), data: { open: 'sequence' } },
    { label: vscode.l10n.t('Everything the hub still holds'), data: { start: { kind: 'earliest' } } },
    {
      label: choosesPartitions ? vscode.l10n.t('$(check) Choose partitions...') : vscode.l10n.t('Choose partitions...'),
      description: choosesPartitions
        ? vscode.l10n.t('asked for next; pick again for all partitions')
        : vscode.l10n.t('all partitions otherwise'),
      data: 'partitions',
    },
  ];
  const [first, ...others] = plain;
  if (first === undefined || remembered === undefined || remembered.kind === 'latest') {
    return plain;
  }
  const again = { label: startText(remembered), description: vscode.l10n.t('used last'), data: { start: remembered } };
  return [first, again, ...others.filter(({ label }) => label !== again.label)];
}

class PartitionStep extends AzureWizardPromptStep<TrafficContext> {
  override readonly id = 'partitions';

  async prompt(context: TrafficContext): Promise<void> {
    const { partitionIds } = context.questions;
    if (partitionIds !== undefined && partitionIds.length > 0) {
      const picked = await context.ui.showQuickPick(
        partitionIds.map((id) => ({ label: vscode.l10n.t('Partition {0}', id), picked: true, data: id })),
        { placeHolder: vscode.l10n.t('Partitions to follow'), canPickMany: true, suppressPersistence: true },
      );
      context.chosenPartitions = picked.length === 0 ? partitionIds : picked.map(({ data }) => data);
      return;
    }
    const text = await context.ui.showInputBox({
      prompt: vscode.l10n.t('Partitions to follow, for example 0, 2, 3'),
      validateInput: (value) =>
        readPartitionIds(value ?? '') === undefined
          ? vscode.l10n.t('Enter numbers with commas between them.')
          : undefined,
    });
    context.chosenPartitions = readPartitionIds(text) ?? [];
  }

  shouldPrompt(context: TrafficContext): boolean {
    return context.choosesPartitions === true && context.chosenPartitions === undefined;
  }
}

class StartValueStep extends AzureWizardPromptStep<TrafficContext> {
  override readonly id = 'startValue';

  async prompt(context: TrafficContext): Promise<void> {
    const kind = context.openStart ?? 'latest';
    const now = context.questions.now();
    const { prompt, value, problem } = valueTexts(kind);
    const text = await context.ui.showInputBox({
      prompt,
      value,
      validateInput: (input) => (readStart(kind, input ?? '', now) === undefined ? problem : undefined),
    });
    const start = readStart(kind, text, now);
    if (start !== undefined) {
      context.start = start;
    }
  }

  shouldPrompt(context: TrafficContext): boolean {
    return context.start === undefined;
  }
}

function valueTexts(kind: StartKind): { readonly prompt: string; readonly value: string; readonly problem: string } {
  switch (kind) {
    case 'events':
      return {
        prompt: vscode.l10n.t('How many events of each partition'),
        value: '1000',
        problem: vscode.l10n.t('Enter a number from 1 to 1000000.'),
      };
    case 'time':
      return {
        prompt: vscode.l10n.t('From when on, in local time: 10:30, or 2026-03-01T10:30, or with Z for UTC'),
        value: '',
        problem: vscode.l10n.t('Enter a time such as 10:30 or 2026-03-01T10:30.'),
      };
    case 'sequence':
      return {
        prompt: vscode.l10n.t('Sequence number; a partition without it begins at its earliest event'),
        value: '0',
        problem: vscode.l10n.t('Enter a whole number.'),
      };
    default:
      return {
        prompt: vscode.l10n.t('How many minutes'),
        value: '60',
        problem: vscode.l10n.t('Enter a number from 1 to 43200.'),
      };
  }
}

function startText(start: TailStart): string {
  switch (start.kind) {
    case 'minutes':
      return vscode.l10n.t('The last {0} minutes', start.minutes);
    case 'events':
      return vscode.l10n.t('The last {0} events of each partition', start.count);
    case 'earliest':
      return vscode.l10n.t('Everything the hub still holds');
    default:
      return vscode.l10n.t('From now on');
  }
}

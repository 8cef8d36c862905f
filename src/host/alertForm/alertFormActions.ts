// Entry of the chunk in which rules and action groups are made: what each command does.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import type { HostContext } from '../hostContext.ts';
import { addAlertReceiver, createActionGroup } from './createActionGroup.ts';
import type { EditorAddress } from './createActionGroup.ts';
import { createActivityLogAlert } from './createActivityLogAlert.ts';
import { createMetricAlert } from './createMetricAlert.ts';

/** What a command works with. */
export interface AlertFormCall {
  readonly prompts: IActionContext;
  readonly args: readonly unknown[];
  readonly editorAddress: EditorAddress;
}

export const alertFormActions = {
  createMetricAlert: (host, { prompts, args }) => createMetricAlert(host, prompts, args),
  createActivityLogAlert: (host, { prompts, args }) => createActivityLogAlert(host, prompts, args),
  createActionGroup: (host, { prompts, ...call }) => createActionGroup(host, prompts, call),
  addAlertReceiver: (host, { prompts, ...call }) => addAlertReceiver(host, prompts, call),
} as const satisfies Readonly<Record<string, (host: HostContext, call: AlertFormCall) => Promise<void>>>;

/** The commands here. */
export type AlertFormCommand = keyof typeof alertFormActions;

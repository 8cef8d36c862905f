// Tells a person about an error: expected ones with their button, cancelled ones not at all, anything else with the log.

import { parseError } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { isUserError } from '../app/error/userError.ts';
import type { UserAction, UserError } from '../app/error/userError.ts';
import { isCancelled } from '../base/abort.ts';
import type { Log } from '../base/log.ts';
import { commandIds } from './contributions.ts';
import { noticeText } from './noticeText.ts';

/** What a report needs: the log, and the thing to do again for "Retry". */
export interface ReportOptions {
  readonly log: Log;
  readonly showLog: () => void;
  readonly retry?: (() => unknown) | undefined;
}

/** Shows the error. Resolves when the message is gone; never rejects. */
export async function reportError(error: unknown, options: ReportOptions): Promise<void> {
  if (isCancelled(error)) {
    return;
  }
  if (isUserError(error)) {
    options.log.warn(`${error.code}: ${error.message}${causeText(error)}`);
    await showUserError(error, options);
    return;
  }
  const parsed = parseError(error);
  options.log.error(error instanceof Error ? error : new Error(parsed.message));
  const showLog = vscode.l10n.t('Show Log');
  const text = noticeText(vscode.l10n.t('Unexpected error: {0}', parsed.message));
  const chosen = await vscode.window.showErrorMessage(text, showLog);
  if (chosen === showLog) {
    options.showLog();
  }
}

/** Logs an error whose message a page shows already; what needs a button that the page has not is shown beside it too. */
export async function reportPageError(error: unknown, options: ReportOptions): Promise<void> {
  if (isUserError(error) && (error.action === undefined || error.action === 'retry' || error.action === 'showLog')) {
    options.log.warn(`${error.code}: ${error.message}${causeText(error)}`);
    return;
  }
  await reportError(error, options);
}

async function showUserError(error: UserError, options: ReportOptions): Promise<void> {
  const action = error.action === 'retry' && options.retry === undefined ? undefined : error.action;
  const buttons = action === undefined ? [] : [actionTitle(action)];
  if (action === 'selectWireshark') {
    buttons.push(actionTitle('getWireshark'));
  }
  const chosen = await vscode.window.showErrorMessage(noticeText(error.message), ...buttons);
  const done = [action, action === 'selectWireshark' ? ('getWireshark' as const) : undefined].find(
    (each) => each !== undefined && actionTitle(each) === chosen,
  );
  if (done !== undefined) {
    await runAction(done, options);
  }
}

/** The words on an action's button. */
function actionTitle(action: UserAction): string {
  switch (action) {
    case 'signIn':
      return vscode.l10n.t('Sign In');
    case 'retry':
      return vscode.l10n.t('Retry');
    case 'showLog':
      return vscode.l10n.t('Show Log');
    case 'openSettings':
      return vscode.l10n.t('Open Settings');
    case 'selectWireshark':
      return vscode.l10n.t('Select Program...');
    case 'getWireshark':
      return vscode.l10n.t('Get Wireshark');
    case 'enterConnectionString':
      return vscode.l10n.t('Enter Connection String...');
    case 'openCloudSettings':
      return vscode.l10n.t('Open Cloud Settings');
  }
}

async function runAction(action: UserAction, options: ReportOptions): Promise<void> {
  switch (action) {
    case 'signIn':
      await vscode.commands.executeCommand(commandIds.signIn);
      return;
    case 'retry':
      await options.retry?.();
      return;
    case 'showLog':
      options.showLog();
      return;
    case 'openSettings':
      await vscode.commands.executeCommand('workbench.action.openSettings', 'wirewatch.');
      return;
    case 'selectWireshark':
      await vscode.commands.executeCommand(commandIds.selectWireshark, options.retry);
      return;
    case 'getWireshark':
      await vscode.env.openExternal(vscode.Uri.parse('https://www.wireshark.org/download.html'));
      return;
    case 'enterConnectionString':
      await vscode.commands.executeCommand(commandIds.openTrafficByConnectionString);
      return;
    case 'openCloudSettings':
      await vscode.commands.executeCommand(commandIds.configureCloud);
      return;
  }
}

/** The cause's own words for the log; messages of the SDKs carry no secret, headers and bodies are left out. */
function causeText(error: Error): string {
  return error.cause instanceof Error ? ` (${error.cause.name}: ${error.cause.message})` : '';
}

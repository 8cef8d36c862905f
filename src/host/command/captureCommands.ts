// Commands of packet captures: start, stop, delete, download, open in Wireshark. Those of a capture work on all selected ones.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { deleteCaptureWithFiles } from '../../app/capture/deleteCapture.ts';
import { severalFailed } from '../../app/error/userErrors.ts';
import { openInWireshark } from '../../app/wireshark/openInWireshark.ts';
import { isCancelled } from '../../base/abort.ts';
import { isCaptureActive, settingsOf } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { CaptureDraft } from '../../domain/capture/captureSettings.ts';
import { parseResourceId } from '../../domain/arm/resourceId.ts';
import { offerFiles, pickLocalFile, showDownload } from '../capture/captureFileTexts.ts';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { withProgress } from '../progress.ts';
import { promptForCapture } from '../prompt/capture/captureWizard.ts';
import { pickCaptures } from '../prompt/pickCapture.ts';
import { pickSubscription } from '../prompt/pickSubscription.ts';
import { readSetting, writeSetting } from '../settings.ts';
import { nodeArgument } from './nodeArgument.ts';
import { registerCommand } from './registerCommand.ts';

/** Registers the commands. */
export function captureCommands(host: HostContext): vscode.Disposable[] {
  const isOver = (capture: PacketCapture): boolean => !isCaptureActive(capture.state) || capture.ring !== undefined;
  return [
    registerCommand(host, commandIds.startCapture, (prompts, argument) => start(host, prompts, argument)),
    registerCommand(host, commandIds.startCaptureAgain, async (prompts, ...args) => {
      const [capture] = await pickCaptures(host, prompts, { args, fits: () => true });
      if (capture !== undefined) {
        await startDraft(host, prompts, settingsOf(capture));
      }
    }),
    registerCommand(host, commandIds.stopCapture, async (prompts, ...args) => {
      await stop(host, await pickCaptures(host, prompts, { args, fits: ({ state }) => isCaptureActive(state) }));
    }),
    registerCommand(host, commandIds.deleteCapture, async (prompts, ...args) => {
      await remove(host, await pickCaptures(host, prompts, { args, fits: () => true }));
    }),
    registerCommand(host, commandIds.downloadCapture, async (prompts, ...args) => {
      const captures = await pickCaptures(host, prompts, { args, fits: isOver });
      await forEach(captures, async (capture) => {
        const files = await host.downloads.download(capture, showDownload(capture));
        void offerFiles(capture, files, (all) => openOne(host, all)).catch(host.report);
      });
    }),
    registerCommand(host, commandIds.openInWireshark, async (prompts, ...args) => {
      const captures = await pickCaptures(host, prompts, { args, fits: isOver });
      await forEach(captures, async (capture) =>
        openOne(host, await host.downloads.localFiles(capture, showDownload(capture))),
      );
    }),
    registerCommand(host, commandIds.revealCapture, async (prompts, ...args) => {
      const [capture] = await pickCaptures(host, prompts, { args, fits: () => true });
      if (capture !== undefined) {
        await host.reveal(capture.id);
      }
    }),
    registerCommand(host, commandIds.selectWireshark, async (_prompts, again) => {
      const [chosen] =
        (await vscode.window.showOpenDialog({
          title: vscode.l10n.t('Select the Wireshark program'),
          canSelectMany: false,
        })) ?? [];
      if (chosen !== undefined) {
        await writeSetting('wirewatch.wiresharkPath', chosen.fsPath);
        if (typeof again === 'function') {
          await (again as () => Promise<void>)();
        }
      }
    }),
  ];
}

/** From a watcher: its region's machines. From a machine or scale set: that one. */
async function start(host: HostContext, prompts: IActionContext, argument: unknown): Promise<void> {
  const watcher = nodeArgument(argument, 'networkWatcher');
  const machine = nodeArgument(argument, 'virtualMachine', 'scaleSet');
  await startDraft(host, prompts, {
    ...(watcher?.resourceId === undefined ? {} : { watcherId: watcher.resourceId }),
    ...(machine?.resourceId === undefined ? {} : { targetId: machine.resourceId }),
  });
}

async function startDraft(host: HostContext, prompts: IActionContext, draft: CaptureDraft): Promise<void> {
  const subscriptionId = parseResourceId(draft.targetId ?? draft.watcherId ?? '')?.subscriptionId;
  const subscription = await pickSubscription(host, prompts, subscriptionId);
  const services = host.services.servicesOf(subscription);
  const { capture, replace, isNameFree } = await promptForCapture(prompts, services, draft);
  await host.follower.start(services, capture, { replace, isNameFree });
}

async function stop(host: HostContext, captures: readonly PacketCapture[]): Promise<void> {
  if (captures.length > 1) {
    const confirm = vscode.l10n.t('Stop');
    const message = vscode.l10n.t('Stop {0} captures?', captures.length);
    if ((await vscode.window.showWarningMessage(message, { modal: true, detail: namesOf(captures) }, confirm)) !== confirm) {
      return;
    }
  }
  await forEach(captures, (capture) =>
    withProgress(vscode.l10n.t('Stopping capture "{0}"', capture.name), (abortSignal) =>
      host.captures.stop(capture.id, { abortSignal }),
    ),
  );
}

async function remove(host: HostContext, captures: readonly PacketCapture[]): Promise<void> {
  const [first] = captures;
  if (first === undefined) {
    return;
  }
  const hasFiles = captures.some(({ storagePath }) => storagePath !== undefined);
  const chosen = await askForDeletion(captures, hasFiles);
  if (chosen === undefined) {
    return;
  }
  await forEach(captures, (capture) =>
    withProgress(vscode.l10n.t('Deleting capture "{0}"', capture.name), async (abortSignal) => {
      if (chosen === 'capture' || capture.storagePath === undefined) {
        await host.captures.delete(capture.id, { abortSignal });
        return;
      }
      const files = await host.downloads.filesOf(capture);
      const { leftAlone } = await deleteCaptureWithFiles(
        capture,
        { captures: host.captures, files, clock: host.clock },
        { abortSignal },
      );
      if (leftAlone.length > 0) {
        host.log.warn(`Files that may be of capture ${capture.name} were left alone: ${leftAlone.join(', ')}`);
        void vscode.window.showWarningMessage(
          vscode.l10n.t(
            '{0} files lie where the files of "{1}" lay, but may be of another capture. They were left alone; the log names them.',
            leftAlone.length,
            capture.name,
          ),
        );
      }
    }),
  );
}

async function askForDeletion(
  captures: readonly PacketCapture[],
  hasFiles: boolean,
): Promise<'capture' | 'captureAndFiles' | undefined> {
  const [first] = captures;
  const isActive = captures.some(({ state }) => isCaptureActive(state));
  const detail = [
    ...(captures.length > 1 ? [namesOf(captures)] : []),
    isActive
      ? vscode.l10n.t('It is still running and will end. Azure keeps no copy of the capture.')
      : vscode.l10n.t('The capture goes from the list for good.'),
    ...(hasFiles
      ? [vscode.l10n.t('Its file in blob storage stays there unless you delete it too; that cannot be taken back.')]
      : []),
  ].join('\n\n');
  const message =
    captures.length === 1
      ? vscode.l10n.t('Delete the capture "{0}"?', first?.name ?? '')
      : vscode.l10n.t('Delete {0} captures?', captures.length);
  const captureOnly = vscode.l10n.t('Delete');
  const withFiles = vscode.l10n.t('Delete with File');
  const chosen = await vscode.window.showWarningMessage(
    message,
    { modal: true, detail },
    captureOnly,
    ...(hasFiles ? [withFiles] : []),
  );
  return chosen === captureOnly ? 'capture' : chosen === withFiles ? 'captureAndFiles' : undefined;
}

async function openOne(host: HostContext, files: readonly string[]): Promise<void> {
  const file = await pickLocalFile(files);
  if (file !== undefined) {
    await openInWireshark(host.wireshark, file, { configuredPath: readSetting('wirewatch.wiresharkPath').trim() });
  }
}

/** One after another; a failure does not keep the others. Rejects with the only failure, or with all of them in one. */
async function forEach(
  captures: readonly PacketCapture[],
  action: (capture: PacketCapture) => Promise<void>,
): Promise<void> {
  const failures: { readonly name: string; readonly error: unknown }[] = [];
  for (const capture of captures) {
    try {
      await action(capture);
    } catch (error) {
      // Cancelling one means the rest as well.
      if (isCancelled(error)) {
        throw error;
      }
      failures.push({ name: capture.name, error });
    }
  }
  const [first] = failures;
  if (first !== undefined) {
    throw captures.length === 1 ? first.error : severalFailed(failures, captures.length);
  }
}

function namesOf(captures: readonly PacketCapture[]): string {
  return captures.map(({ name }) => name).join('\n');
}

// Commands of packet captures: start, stop, delete, download, open in Wireshark.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { startCapture } from '../../app/capture/startCapture.ts';
import { bytesText, stateText, stopReasonText } from '../../app/tree/captureNode.ts';
import { openInWireshark } from '../../app/wireshark/openInWireshark.ts';
import type { ShowDownload } from '../../app/capture/captureDownloads.ts';
import type { CaptureChange } from '../../app/capture/captureStore.ts';
import { isCancelled } from '../../base/abort.ts';
import { isCaptureActive } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { withProgress } from '../progress.ts';
import { promptForCapture } from '../prompt/captureWizard.ts';
import { pickCapture } from '../prompt/pickCapture.ts';
import { pickSubscription } from '../prompt/pickSubscription.ts';
import { readSetting, writeSetting } from '../settings.ts';
import { nodeArgument } from './nodeArgument.ts';
import { registerCommand } from './registerCommand.ts';

/** Registers the commands, and tells when a capture that was started here has ended. */
export function captureCommands(host: HostContext): vscode.Disposable[] {
  return [
    registerCommand(host, commandIds.startCapture, (prompts, argument) => start(host, prompts, argument)),
    registerCommand(host, commandIds.stopCapture, (prompts, argument) => stop(host, prompts, argument)),
    registerCommand(host, commandIds.deleteCapture, (prompts, argument) => remove(host, prompts, argument)),
    registerCommand(host, commandIds.downloadCapture, async (prompts, argument) => {
      const capture = await pickCapture(host, prompts, argument, (each) => !isCaptureActive(each.state));
      const file = await host.downloads.download(capture, showDownload(capture));
      await offerFile(host, capture, file);
    }),
    registerCommand(host, commandIds.openInWireshark, async (prompts, argument) => {
      const capture = await pickCapture(host, prompts, argument, (each) => !isCaptureActive(each.state));
      await openFile(host, await host.downloads.localFile(capture, showDownload(capture)));
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
    host.captures.onDidChangeCapture((change) => {
      if (change.ended && change.isStartedHere) {
        void tellEnd(host, change).catch((error: unknown) =>
          host.log.error(error instanceof Error ? error : String(error)),
        );
      }
    }),
  ];
}

async function start(host: HostContext, prompts: IActionContext, argument: unknown): Promise<void> {
  const node = nodeArgument(argument, 'networkWatcher');
  const subscription = await pickSubscription(host, prompts, node?.subscriptionId);
  const services = host.services.servicesOf(subscription);
  const wanted = await promptForCapture(prompts, services, node?.resourceId);
  const title = vscode.l10n.t('Starting capture "{0}" of {1}', wanted.name, resourceName(wanted.targetId));
  try {
    const capture = await withProgress(title, (abortSignal) =>
      startCapture(services.captures, wanted, { abortSignal }),
    );
    host.captures.add(services.captures, capture);
  } catch (error) {
    if (isCancelled(error)) {
      // Only the waiting was cancelled: the service may have begun, so the list shows what is so.
      host.tree.refresh();
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'Stopped waiting. If Azure had begun "{0}" already, it is in the list; stop it there.',
          wanted.name,
        ),
      );
    }
    throw error;
  }
}

async function stop(host: HostContext, prompts: IActionContext, argument: unknown): Promise<void> {
  const capture = await pickCapture(host, prompts, argument, (each) => isCaptureActive(each.state));
  await withProgress(vscode.l10n.t('Stopping capture "{0}"', capture.name), (abortSignal) =>
    host.captures.stop(capture.id, { abortSignal }),
  );
}

async function remove(host: HostContext, prompts: IActionContext, argument: unknown): Promise<void> {
  const capture = await pickCapture(host, prompts, argument, () => true);
  const confirm = vscode.l10n.t('Delete');
  const detail = isCaptureActive(capture.state)
    ? vscode.l10n.t(
        'It is still running and will end. Azure keeps no copy of the capture; a file that is in blob storage already stays there.',
      )
    : vscode.l10n.t('The capture goes from the list for good. Its file in blob storage stays there.');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete the capture "{0}"?', capture.name),
    { modal: true, detail },
    confirm,
  );
  if (chosen === confirm) {
    await withProgress(vscode.l10n.t('Deleting capture "{0}"', capture.name), (abortSignal) =>
      host.captures.delete(capture.id, { abortSignal }),
    );
  }
}

/** A download as a notification with progress and a Cancel button. */
function showDownload(capture: PacketCapture): ShowDownload {
  return (run) =>
    withProgress(vscode.l10n.t('Downloading "{0}"', capture.name), (abortSignal, report) =>
      run({
        abortSignal,
        onProgress: (step) => {
          if (step.kind === 'waitingForFile') {
            report({ message: vscode.l10n.t('waiting for the file to appear in blob storage') });
          } else {
            const { receivedBytes, totalBytes } = step.progress;
            report({
              message: vscode.l10n.t('{0} of {1}', bytesText(receivedBytes), bytesText(totalBytes)),
              percent: totalBytes === 0 ? 100 : (receivedBytes / totalBytes) * 100,
            });
          }
        },
      }),
    );
}

async function offerFile(host: HostContext, capture: PacketCapture, file: string): Promise<void> {
  const openTitle = vscode.l10n.t('Open in Wireshark');
  // A browser window, and one whose extensions run elsewhere, has no folders of this machine to show.
  const canReveal = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  const placeTitle = canReveal ? vscode.l10n.t('Show in Folder') : vscode.l10n.t('Copy Path');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('"{0}" was saved to {1}', capture.name, file),
    openTitle,
    placeTitle,
  );
  if (chosen === openTitle) {
    await openFile(host, file);
  } else if (chosen === placeTitle && canReveal) {
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(file));
  } else if (chosen === placeTitle) {
    await vscode.env.clipboard.writeText(file);
  }
}

async function openFile(host: HostContext, file: string): Promise<void> {
  await openInWireshark(host.wireshark, file, { configuredPath: readSetting('wirewatch.wiresharkPath').trim() });
}

async function tellEnd(host: HostContext, { capture }: CaptureChange): Promise<void> {
  if (capture.state === 'failed') {
    await vscode.window.showErrorMessage(
      vscode.l10n.t('The capture "{0}" failed: {1}', capture.name, capture.problems.join(', ')),
    );
    return;
  }
  const reason = capture.stopReason === undefined ? stateText(capture.state) : stopReasonText(capture.stopReason);
  const openTitle = vscode.l10n.t('Open in Wireshark');
  const downloadTitle = vscode.l10n.t('Download');
  const node = host.tree.captureNode(capture.id);
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('The capture "{0}" has ended: {1}.', capture.name, reason),
    openTitle,
    downloadTitle,
  );
  if (chosen === openTitle) {
    await vscode.commands.executeCommand(commandIds.openInWireshark, node);
  } else if (chosen === downloadTitle) {
    await vscode.commands.executeCommand(commandIds.downloadCapture, node);
  }
}

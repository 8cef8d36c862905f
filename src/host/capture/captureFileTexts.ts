// Downloads of captures as a person sees them: progress, the choice among several files, and what to do with what was brought.

import path from 'node:path';
import * as vscode from 'vscode';
import type { ShowDownload } from '../../app/capture/captureDownloads.ts';
import type { ChooseFiles, DownloadStep } from '../../app/capture/downloadCapture.ts';
import { describeByteSize } from '../../domain/capture/byteSize.ts';
import type { CaptureFile } from '../../domain/capture/captureFiles.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import { withProgress } from '../progress.ts';
import type { ProgressReport } from '../progress.ts';

/** A download as a notification with progress and a Cancel button. */
export function showDownload(capture: PacketCapture): ShowDownload {
  return (run) =>
    withProgress(vscode.l10n.t('Downloading "{0}"', capture.name), (abortSignal, report) =>
      run({ abortSignal, onProgress: (step) => report(reportOf(step)), choose: chooseFiles }),
    );
}

function reportOf(step: DownloadStep): ProgressReport {
  if (step.kind === 'waitingForFile') {
    return { message: vscode.l10n.t('waiting for the file to appear in blob storage') };
  }
  const { progress, number, count } = step;
  const { receivedBytes, totalBytes } = progress;
  const amount = vscode.l10n.t('{0} of {1}', describeByteSize(receivedBytes), describeByteSize(totalBytes));
  const part = totalBytes === 0 ? 1 : receivedBytes / totalBytes;
  return {
    message: count === 1 ? amount : vscode.l10n.t('file {0} of {1}, {2}', number, count, amount),
    percent: (100 * (number - 1 + part)) / count,
  };
}

/** All of them are checked: mostly all are wanted. Those that are only likely are said to be. */
const chooseFiles: ChooseFiles = async (files) => {
  const picked = await vscode.window.showQuickPick(files.map(filePick), {
    canPickMany: true,
    title: vscode.l10n.t('Capture Files'),
    placeHolder: vscode.l10n.t('Files to download'),
    matchOnDescription: true,
  });
  return (picked ?? []).map(({ file }) => file);
};

function filePick(file: CaptureFile): vscode.QuickPickItem & { readonly file: CaptureFile } {
  return {
    label: decodeURIComponentOrKeep(file.url.split('/').at(-1) ?? file.url),
    description: [
      describeByteSize(file.sizeInBytes),
      new Date(file.modifiedAt).toLocaleString(),
      ...(file.certainty === 'likely' ? [vscode.l10n.t('probably of this capture')] : []),
    ].join(' · '),
    picked: true,
    file,
  };
}

function decodeURIComponentOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: the name as it is stored.
    return text;
  }
}

/** One of several local files; undefined when a person chose none. */
export async function pickLocalFile(files: readonly string[]): Promise<string | undefined> {
  if (files.length < 2) {
    return files[0];
  }
  const picked = await vscode.window.showQuickPick(
    files.map((file) => ({ label: path.basename(file), description: path.dirname(file), file })),
    { placeHolder: vscode.l10n.t('File to open in Wireshark') },
  );
  return picked?.file;
}

/** Tells where files were saved. `open` is run for "Open in Wireshark". */
export async function offerFiles(
  capture: PacketCapture,
  files: readonly string[],
  open: (files: readonly string[]) => Promise<void>,
): Promise<void> {
  const [first] = files;
  if (first === undefined) {
    return;
  }
  const openTitle = vscode.l10n.t('Open in Wireshark');
  // A browser window, and one whose extensions run elsewhere, has no folders of this machine to show.
  const canReveal = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  const placeTitle = canReveal ? vscode.l10n.t('Show in Folder') : vscode.l10n.t('Copy Path');
  const text =
    files.length === 1
      ? vscode.l10n.t('"{0}" was saved to {1}', capture.name, first)
      : vscode.l10n.t('{0} files of "{1}" were saved to {2}', files.length, capture.name, path.dirname(first));
  const chosen = await vscode.window.showInformationMessage(text, openTitle, placeTitle);
  if (chosen === openTitle) {
    await open(files);
  } else if (chosen === placeTitle && canReveal) {
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(first));
  } else if (chosen === placeTitle) {
    await vscode.env.clipboard.writeText(files.join('\n'));
  }
}

// Entry of the chunk that scaffolds projects: it asks, writes the files, and offers what comes next. Nothing here deploys by itself.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { writeProject } from '../../app/scaffold/writeProject.ts';
import { cancelledError } from '../../base/abort.ts';
import type { Log } from '../../base/log.ts';
import { alertCaptureFiles, deploymentCommands } from '../../domain/scaffold/alertCaptureProject.ts';
import type { AlertCaptureChoices } from '../../domain/scaffold/alertCaptureProject.ts';
import { listPresets } from '../captureForm/savedPresets.ts';
import { askChoices } from './askChoices.ts';
import type { AskChoicesOptions } from './askChoices.ts';
import { readFolder, WorkspaceFolder } from './workspaceFolder.ts';

/** What the room is made from. */
export interface ScaffoldRoomPorts {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  /** Tells an error that no command waits for. */
  readonly report: (error: unknown) => void;
}

/** The extension that deploys function apps; everything here works without it. */
const functionsExtension = 'ms-azuretools.vscode-azurefunctions';

/** Writes projects. */
export class ScaffoldRoom {
  readonly #ports: ScaffoldRoomPorts;

  constructor(ports: ScaffoldRoomPorts) {
    this.#ports = ports;
  }

  /** Asks for everything, writes the project, and leaves a message with the next steps. Rejects as cancelled. */
  async createAlertCapture(
    prompts: Pick<IActionContext, 'ui'>,
    options: Omit<AskChoicesOptions, 'presets'>,
  ): Promise<void> {
    const { log } = this.#ports;
    const presets = listPresets((name, path) =>
      log.warn(`The preset "${name}" has a part that cannot be used: ${path}`),
    );
    const choices = await askChoices(prompts, { ...options, presets });
    const folder = await askFolder();
    const templates = await readFolder(
      vscode.Uri.joinPath(this.#ports.extensionUri, 'media', 'scaffold', 'alertCapture'),
    );
    const { kept } = await writeProject({
      folder: new WorkspaceFolder(folder),
      files: alertCaptureFiles(templates, choices),
      confirmReplace,
    });
    // The message may stay for long, and the command is over.
    offerNext(folder, { choices, region: options.machine.region, kept }).catch(this.#ports.report);
  }
}

async function askFolder(): Promise<vscode.Uri> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      openLabel: vscode.l10n.t('Create Project Here'),
      title: vscode.l10n.t('Folder for the function, best an empty one'),
    })) ?? [];
  if (folder === undefined) {
    throw cancelledError();
  }
  return folder;
}

async function confirmReplace(paths: readonly string[]): Promise<'replace' | 'keep'> {
  const replace = vscode.l10n.t('Replace');
  const keep = vscode.l10n.t('Keep Existing');
  const shown = paths.slice(0, 10).join('\n');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} files of the project are there already. Replace them?', paths.length),
    { modal: true, detail: paths.length > 10 ? `${shown}\n…` : shown },
    replace,
    keep,
  );
  if (answer === undefined) {
    throw cancelledError();
  }
  return answer === replace ? 'replace' : 'keep';
}

async function offerNext(
  folder: vscode.Uri,
  {
    choices,
    region,
    kept,
  }: { readonly choices: AlertCaptureChoices; readonly region: string; readonly kept: readonly string[] },
): Promise<void> {
  const open = vscode.l10n.t('Open Folder');
  const deploy = vscode.l10n.t('Deploy');
  const copy = vscode.l10n.t('Copy Deployment Commands');
  const canDeploy = vscode.extensions.getExtension(functionsExtension) !== undefined;
  const { functionAppName } = choices;
  const text =
    kept.length === 0
      ? vscode.l10n.t(
          '"{0}" is ready. Its README tells how to deploy the app, its permissions and the alert.',
          functionAppName,
        )
      : vscode.l10n.t('"{0}" is ready; {1} files were kept as they were.', functionAppName, kept.length);
  const answer = await vscode.window.showInformationMessage(text, open, ...(canDeploy ? [deploy] : []), copy);
  if (answer === open) {
    await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
  } else if (answer === deploy) {
    await vscode.commands.executeCommand('azureFunctions.deploy', folder);
  } else if (answer === copy) {
    await vscode.env.clipboard.writeText(deploymentCommands(choices, region));
  }
}

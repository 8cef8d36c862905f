// HAR files and saved sessions in the live panel's page, read-only.

import * as vscode from 'vscode';
import { trafficFileUnreadable } from '../../app/error/userErrors.ts';
import { readTrafficFile } from '../../app/traffic/trafficFile.ts';
import type { TrafficFile } from '../../app/traffic/trafficFile.ts';
import { systemClock } from '../../base/clock.ts';
import type { TrafficPanels } from './trafficPanels.ts';

/** Larger files would not fit into the extension host's memory together with what is made of them. */
const maxFileBytes = 256 * 1024 * 1024;

/** Reads a file and shows it in a panel that an editor provides. Rejects with UserError `trafficFileUnreadable` for one that is too large. */
export async function showTrafficFile(
  panels: TrafficPanels,
  webviewPanel: vscode.WebviewPanel,
  uri: vscode.Uri,
): Promise<void> {
  // The panel may be closed while the file is read.
  await panels.showFile(webviewPanel, uri, readFile(uri));
}

async function readFile(uri: vscode.Uri): Promise<TrafficFile> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > maxFileBytes) {
    throw trafficFileUnreadable(
      uri.path,
      vscode.l10n.t('It has {0} MB; at most {1} MB can be shown.', Math.ceil(size / 2 ** 20), maxFileBytes / 2 ** 20),
    );
  }
  return await readTrafficFile(await vscode.workspace.fs.readFile(uri), systemClock);
}

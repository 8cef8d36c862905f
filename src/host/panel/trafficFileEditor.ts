// HAR files and saved sessions open in the live panel's page, read-only, as editors.

import * as vscode from 'vscode';
import { trafficFileUnreadable } from '../../app/error/userErrors.ts';
import { readTrafficFile } from '../../app/traffic/trafficFile.ts';
import { trafficFileEditorType } from '../contributions.ts';
import type { TrafficPanels } from './trafficPanels.ts';

/** Larger files would not fit into the extension host's memory together with what is made of them. */
const maxFileBytes = 256 * 1024 * 1024;

/** Opens files in panels. */
export class TrafficFileEditor implements vscode.CustomReadonlyEditorProvider {
  readonly #panels: TrafficPanels;

  constructor(panels: TrafficPanels) {
    this.#panels = panels;
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor(document: vscode.CustomDocument, webviewPanel: vscode.WebviewPanel): Promise<void> {
    const { uri } = document;
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxFileBytes) {
      throw trafficFileUnreadable(
        uri.path,
        vscode.l10n.t('It has {0} MB; at most {1} MB can be shown.', Math.ceil(size / 2 ** 20), maxFileBytes / 2 ** 20),
      );
    }
    const file = await readTrafficFile(await vscode.workspace.fs.readFile(uri));
    await this.#panels.showFile(webviewPanel, uri, file);
  }
}

/** Registers the editor. */
export function registerTrafficFileEditor(panels: TrafficPanels): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider(trafficFileEditorType, new TrafficFileEditor(panels));
}

// Entry of the chunk with everything that live traffic needs on the host's side: it is loaded when the first panel opens.

import * as vscode from 'vscode';
import { noTrafficPanel } from '../../app/error/userErrors.ts';
import type { EventHubTail, TailSource } from '../../app/traffic/ports.ts';
import type { TrafficSession } from '../../app/traffic/trafficSession.ts';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { RowAction, ViewAction } from '../../protocol/trafficContract.ts';
import { SavedFilters } from '../panel/savedFilters.ts';
import type { SessionOrigin, SessionRecord } from '../panel/sessionRecords.ts';
import { SessionRecords } from '../panel/sessionRecords.ts';
import { showTrafficFile } from '../panel/trafficFileEditor.ts';
import type { TrafficPanel } from '../panel/trafficPanel.ts';
import { TrafficPanels } from '../panel/trafficPanels.ts';
import { trafficTexts } from '../panel/trafficTexts.ts';
import { ExchangeFiles } from './exchangeFiles.ts';
import { displayRedactor } from './redactionSettings.ts';
import { createRowActions } from './rowActions.ts';
import type { RunRowAction } from './rowActions.ts';
import { TrafficExports } from './trafficExports.ts';
import type { WriteFile } from './trafficExports.ts';
import { TrafficStatusBar } from './trafficStatusBar.ts';

/** What the room is made from. */
export interface TrafficRoomPorts {
  readonly extension: vscode.ExtensionContext;
  readonly tail: EventHubTail;
  readonly clock: Clock;
  readonly writeFile: WriteFile;
  /** Tells a person about an error, with a button to do it again where there is a way. */
  readonly report: (error: unknown, retry?: () => unknown) => void;
  /** Gives a remembered session its right again. */
  readonly sourceOf: (record: SessionRecord) => Promise<TailSource>;
}

/** The panels, and what commands do with the one that has the focus. */
export class TrafficRoom implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #panels: TrafficPanels;
  readonly #act: RunRowAction;

  constructor({ extension, tail, clock, writeFile, report, sourceOf }: TrafficRoomPorts) {
    const files = this.#store.add(new ExchangeFiles((key, number) => this.#panels.findByInstance(key)?.find(number)));
    const version = (extension.extension.packageJSON as { version: string }).version;
    this.#act = createRowActions(files, new TrafficExports(writeFile, version), clock);
    this.#panels = this.#store.add(
      new TrafficPanels({
        extensionUri: extension.extensionUri,
        tail,
        clock,
        report,
        texts: trafficTexts(),
        savedFilters: new SavedFilters(extension.globalState),
        records: new SessionRecords(extension.workspaceState),
        redact: displayRedactor,
        act: this.#act,
        sourceOf,
      }),
    );
    // Files are no live traffic.
    const liveSessions = (): TrafficSession[] =>
      this.#panels.all.map(({ session }) => session).filter(({ source }) => source.host !== '');
    this.#store.add(new TrafficStatusBar(clock, liveSessions));
  }

  /** See TrafficPanels.open. */
  async open(source: TailSource, origin?: SessionOrigin): Promise<boolean> {
    return await this.#panels.open(source, origin);
  }

  /** See TrafficPanels.restore. */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    await this.#panels.restore(panel, state);
  }

  /** Shows a file in a panel that an editor provides. Rejects with a UserError. */
  async showFile(panel: vscode.WebviewPanel, uri: vscode.Uri): Promise<void> {
    await showTrafficFile(this.#panels, panel, uri);
  }

  /** Asks the active page to do something. */
  perform(action: ViewAction): void {
    this.#active.perform(action);
  }

  /** Does something with the rows that are selected in the active panel. */
  async act(action: RowAction): Promise<void> {
    const panel = this.#active;
    await this.#act(panel, action, panel.selection);
  }

  /** Forgets what is not pinned in the active panel. */
  clear(): void {
    this.#active.session.clear();
  }

  /** All selected rows become pinned, unless all of them are. */
  togglePin(): void {
    const panel = this.#active;
    const numbers = panel.selection;
    const isPinned = numbers.every((number) => panel.find(number)?.annotation.isPinned === true);
    panel.annotate({ numbers, isPinned: !isPinned });
  }

  /** Brings the only panel forward, or asks which. @returns false when there is none */
  async show(): Promise<boolean> {
    const { all } = this.#panels;
    if (all.length === 0) {
      return false;
    }
    const picked =
      all.length === 1
        ? { panel: all[0] }
        : await vscode.window.showQuickPick(
            all.map((panel) => ({ label: panel.panel.title, description: panel.session.source.host, panel })),
            { placeHolder: vscode.l10n.t('Select the live panel to show') },
          );
    picked?.panel?.panel.reveal();
    return true;
  }

  dispose(): void {
    this.#store.dispose();
  }

  get #active(): TrafficPanel {
    const panel = this.#panels.active;
    if (panel === undefined) {
      throw noTrafficPanel();
    }
    return panel;
  }
}

// Entry of the chunk with the questions, panels and reports of diagnostics: it is loaded when the first question is asked.

import * as vscode from 'vscode';
import { DiagnosticRun } from '../../app/diagnostic/diagnosticRun.ts';
import type { NetworkDiagnostics } from '../../app/diagnostic/ports.ts';
import type { DiagnosticRequest } from '../../app/diagnostic/runDiagnostic.ts';
import { isUserError } from '../../app/error/userError.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { fieldsOfKind } from '../../domain/diagnostic/diagnosticForm.ts';
import type { FormValues } from '../../domain/diagnostic/diagnosticForm.ts';
import type { DiagnosticKind, DiagnosticMachine, MachineNetwork } from '../../domain/diagnostic/diagnosticKind.ts';
import { diagnosticPanelType } from '../contributions.ts';
import { withProgress } from '../progress.ts';
import { askFields } from './askFields.ts';
import { DiagnosticPanel, panelTitle } from './diagnosticPanel.ts';
import type { ShowJson } from './diagnosticPanel.ts';

/** What the room is made from. */
export interface DiagnosticRoomPorts {
  readonly extensionUri: vscode.Uri;
  readonly clock: Clock;
  readonly log: Log;
  readonly showJson: ShowJson;
  /** Logs an error, and tells a person about it where a page cannot. */
  readonly report: (error: unknown) => void;
}

/** What is asked about a machine, who answers, and how the same is asked once more. */
export interface AskDiagnosticOptions {
  readonly kind: DiagnosticKind;
  readonly machine: DiagnosticMachine;
  readonly diagnostics: NetworkDiagnostics;
  readonly askAnew: () => Promise<void>;
}

/** The open panels: one for each kind of question and machine. What a person typed is offered again in this window. */
export class DiagnosticRoom implements vscode.Disposable {
  readonly #ports: DiagnosticRoomPorts;
  readonly #panels = new Map<string, DiagnosticPanel>();
  readonly #latest = new Map<string, FormValues>();

  constructor(ports: DiagnosticRoomPorts) {
    this.#ports = ports;
  }

  /** Asks the person for what Azure wants to know, then Azure, and shows the panel at once. Rejects as cancelled. */
  async ask(options: AskDiagnosticOptions): Promise<void> {
    const { kind, machine } = options;
    const key = `${kind} ${machine.id.toLowerCase()}`;
    const network = await this.#networkOf(options);
    const { asked, values } = await askFields({ kind, machine: network, latest: this.#latest.get(key) ?? {} });
    this.#latest.set(key, values);
    this.#open(key, { machine, asked }, options);
  }

  dispose(): void {
    for (const { panel } of Array.from(this.#panels.values())) {
      panel.dispose();
    }
  }

  /** A panel of the same kind and machine is used again. */
  #open(key: string, request: DiagnosticRequest, { diagnostics, askAnew }: AskDiagnosticOptions): void {
    const { extensionUri, clock, report, showJson } = this.#ports;
    const former = this.#panels.get(key);
    const run = new DiagnosticRun({ request, diagnostics, clock, onError: report });
    const panel =
      former?.panel ??
      vscode.window.createWebviewPanel(diagnosticPanelType, panelTitle(run), {
        viewColumn: vscode.ViewColumn.Active,
      });
    former?.dispose();
    this.#panels.set(key, new DiagnosticPanel({ panel, run, extensionUri, showJson, askAnew }));
    if (former === undefined) {
      panel.onDidDispose(() => {
        this.#panels.get(key)?.dispose();
        this.#panels.delete(key);
      });
    } else {
      panel.reveal();
    }
    void run.start();
  }

  /** The machine's own addresses stand in the questions; who may not read its network cards types them. */
  async #networkOf({ kind, machine, diagnostics }: AskDiagnosticOptions): Promise<MachineNetwork> {
    if (!fieldsOfKind[kind].some((field) => field === 'localAddress' || field === 'sourceAddress')) {
      return { ...machine, cards: [] };
    }
    try {
      return await withProgress(vscode.l10n.t('Reading the network cards of {0}', machine.name), (abortSignal) =>
        diagnostics.getMachineNetwork(machine, { abortSignal }),
      );
    } catch (error) {
      if (!isUserError(error)) {
        throw error;
      }
      this.#ports.log.warn(`The network cards of ${machine.name} cannot be read: ${error.message}`);
      return { ...machine, cards: [] };
    }
  }
}

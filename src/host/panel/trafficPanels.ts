// The live traffic panels: one for each hub and consumer group, each over a session that it owns.

import * as vscode from 'vscode';
import { isUserError } from '../../app/error/userError.ts';
import type { EventHubTail, TailSource } from '../../app/traffic/ports.ts';
import { TrafficSession } from '../../app/traffic/trafficSession.ts';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import { isCancelled } from '../../base/abort.ts';
import { toExchangeDetails } from '../../domain/traffic/exchangeDetails.ts';
import { toTrafficRow } from '../../domain/traffic/trafficRow.ts';
import { HostChannel } from '../../protocol/channel.ts';
import { trafficGuards } from '../../protocol/trafficContract.ts';
import type { TrafficContract } from '../../protocol/trafficContract.ts';
import { trafficPanelType } from '../contributions.ts';
import { reportError } from '../report.ts';
import { readSetting } from '../settings.ts';
import { mediaRoot, webviewHtml } from './webviewHtml.ts';

/** What the panels are made from. */
export interface TrafficPanelsPorts {
  readonly extensionUri: vscode.Uri;
  readonly tail: EventHubTail;
  readonly clock: Clock;
  readonly log: Log;
  readonly showLog: () => void;
  /** Texts of the view by their English original. */
  readonly texts: Readonly<Record<string, string>>;
}

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly session: TrafficSession;
  readonly store: DisposableStore;
}

/** Opens panels and owns them with their sessions. */
export class TrafficPanels implements vscode.Disposable {
  readonly #ports: TrafficPanelsPorts;
  readonly #open = new Map<string, OpenPanel>();

  constructor(ports: TrafficPanelsPorts) {
    this.#ports = ports;
  }

  /**
   * Shows the panel of a hub and consumer group. Its session starts when there is none, when it has failed, and when the
   * credential is another one. @returns true when the session runs with this credential
   */
  async open(source: TailSource): Promise<boolean> {
    const key = `${source.host}/${source.hub}/${source.consumerGroup}`.toLowerCase();
    const known = this.#open.get(key);
    if (known !== undefined) {
      known.panel.reveal();
      return await this.#start(known.session, source);
    }
    const session = new TrafficSession({ tail: this.#ports.tail, clock: this.#ports.clock }, source, {
      maxExchanges: readSetting('wirewatch.traffic.maxExchanges'),
      maxBytes: readSetting('wirewatch.traffic.maxMegabytes') * 1024 * 1024,
      responseTimeoutInMs: readSetting('wirewatch.traffic.responseTimeoutInSeconds') * 1000,
    });
    const store = new DisposableStore();
    store.add(session);
    const panel = vscode.window.createWebviewPanel(trafficPanelType, this.#titleFor(source), vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [mediaRoot(this.#ports.extensionUri)],
    });
    panel.iconPath = {
      light: vscode.Uri.joinPath(mediaRoot(this.#ports.extensionUri), 'traffic-light.svg'),
      dark: vscode.Uri.joinPath(mediaRoot(this.#ports.extensionUri), 'traffic-dark.svg'),
    };
    this.#open.set(key, { panel, session, store });
    // Order matters: the store closes the channel before the session, and the panel's own end is what starts it all.
    panel.onDidDispose(() => {
      this.#open.delete(key);
      store.dispose();
    });
    this.#connect(panel, session, store);
    return await this.#start(session, source);
  }

  /** The hub's name; with its consumer group when the hub has a panel already, so that the tabs can be told apart. */
  #titleFor({ hub, consumerGroup }: TailSource): string {
    const isHubOpen = Array.from(this.#open.values()).some((each) => each.session.source.hub === hub);
    return isHubOpen
      ? vscode.l10n.t('Live Traffic: {0} ({1})', hub, consumerGroup)
      : vscode.l10n.t('Live Traffic: {0}', hub);
  }

  dispose(): void {
    for (const { panel, store } of this.#open.values()) {
      store.dispose();
      panel.dispose();
    }
    this.#open.clear();
  }

  #connect(panel: vscode.WebviewPanel, session: TrafficSession, store: DisposableStore): void {
    const { webview } = panel;
    // A hidden panel gets nothing; when it is shown its page loads anew and asks for everything.
    let isShown = false;
    const channel = store.add(
      new HostChannel<TrafficContract>(
        {
          send: (message) => void webview.postMessage(message),
          receive: (listener) => webview.onDidReceiveMessage(listener),
        },
        {
          show: () => {
            isShown = true;
            return {
              status: session.status,
              rows: [...session.exchanges].map(toTrafficRow),
              texts: this.#ports.texts,
              language: vscode.env.language,
            };
          },
          details: (number) => {
            const exchange = session.find(number);
            return exchange === undefined ? undefined : toExchangeDetails(exchange);
          },
          clear: () => {
            session.clear();
            return undefined;
          },
          retry: async () => {
            await this.#start(session, session.source);
            return undefined;
          },
          copy: async (text) => {
            await vscode.env.clipboard.writeText(text);
            return undefined;
          },
        },
        trafficGuards,
        (error) =>
          isUserError(error)
            ? { code: error.code, message: error.message }
            : { code: 'unexpected', message: String(error) },
      ),
    );
    store.add(
      session.onDidChange(({ status, cleared, removed, upserts }) => {
        if (isShown) {
          channel.emit('update', { status, cleared, removed, upserts: upserts.map(toTrafficRow) });
        }
      }),
    );
    store.add(
      panel.onDidChangeViewState(() => {
        isShown &&= panel.visible;
      }),
    );
    webview.html = webviewHtml(webview, this.#ports.extensionUri, {
      script: 'traffic.js',
      styles: ['codicon.css', 'traffic.css'],
      title: panel.title,
    });
  }

  /** @returns true when the session runs; what went wrong is told to the person */
  async #start(session: TrafficSession, source: TailSource): Promise<boolean> {
    const { log, showLog } = this.#ports;
    try {
      await session.startWith(source);
      return session.isRunning;
    } catch (error) {
      if (!isCancelled(error)) {
        void reportError(error, { log, showLog, retry: () => this.#start(session, session.source) });
      }
      return false;
    }
  }
}

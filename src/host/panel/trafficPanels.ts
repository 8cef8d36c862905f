// The live traffic panels: one for each hub and consumer group, each over a session that lives as long as its panel.
// After a reload of the window the panels come back and read again what they had kept.

import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { fileLimits, fileSource, FileTail } from '../../app/traffic/fileTail.ts';
import { isUserError } from '../../app/error/userError.ts';
import type { TrafficFile } from '../../app/traffic/trafficFile.ts';
import type { EventHubTail, TailSource } from '../../app/traffic/ports.ts';
import { TrafficSession } from '../../app/traffic/trafficSession.ts';
import { isCancelled } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { asRecord, asString } from '../../base/json.ts';
import type { Exchange } from '../../domain/traffic/exchange.ts';
import type { RowAction } from '../../protocol/trafficContract.ts';
import { trafficPanelType } from '../contributions.ts';
import { readSetting } from '../settings.ts';
import type { SavedFilters } from './savedFilters.ts';
import { sessionKeyOf } from './sessionRecords.ts';
import type { SessionOrigin, SessionPlace, SessionRecord, SessionRecords } from './sessionRecords.ts';
import { TrafficPanel } from './trafficPanel.ts';
import { mediaRoot } from './webviewHtml.ts';

/** What the panels are made from. */
export interface TrafficPanelsPorts {
  readonly extensionUri: vscode.Uri;
  readonly tail: EventHubTail;
  readonly clock: Clock;
  /** Tells a person about an error, with a button to do it again where there is a way. */
  readonly report: (error: unknown, retry?: () => unknown) => void;
  /** Texts of the view by their English original. */
  readonly texts: Readonly<Record<string, string>>;
  readonly savedFilters: SavedFilters;
  readonly records: SessionRecords;
  /** How exchanges are redacted. */
  readonly redact: () => (exchange: Exchange) => Exchange;
  readonly act: (panel: TrafficPanel, action: RowAction, numbers: readonly number[]) => Promise<void>;
  /** Gives a remembered session its right again. */
  readonly sourceOf: (record: SessionRecord) => Promise<TailSource>;
}

/** How a panel comes about. */
interface PanelOpening {
  readonly key: string;
  /** Undefined for sessions that cannot be restored. */
  readonly origin: SessionOrigin | undefined;
  /** True when a person has just asked for it. */
  readonly takesFocus: boolean;
}

interface OpenPanel {
  readonly panel: TrafficPanel;
  readonly session: TrafficSession;
  readonly store: DisposableStore;
  /** Undefined for sessions that cannot be restored; another one when a person opens the hub with another right. */
  origin: SessionOrigin | undefined;
  /** The session's annotationRevision whose annotations are remembered. */
  recordedRevision: number | undefined;
}

/** How often the place of each session is remembered while something happens in it. */
const recordPeriodInMs = 2000;

/** Opens panels and owns them with their sessions. */
export class TrafficPanels implements vscode.Disposable {
  readonly #ports: TrafficPanelsPorts;
  readonly #open = new Map<string, OpenPanel>();
  readonly #store = new DisposableStore();
  #fileCount = 0;
  readonly #changes = this.#store.add(new vscode.EventEmitter<void>());
  /** Fires when a panel opens or closes, and when a session has news. */
  readonly onDidChange = this.#changes.event;

  constructor(ports: TrafficPanelsPorts) {
    this.#ports = ports;
  }

  /** The open panels. */
  get all(): readonly TrafficPanel[] {
    return Array.from(this.#open.values(), ({ panel }) => panel);
  }

  /** The panel that has the focus, else the only visible one. */
  get active(): TrafficPanel | undefined {
    const visible = this.all.filter(({ panel }) => panel.visible);
    return this.all.find(({ panel }) => panel.active) ?? (visible.length === 1 ? visible[0] : undefined);
  }

  /** The panel that has this instance. */
  findByInstance(instance: string): TrafficPanel | undefined {
    return this.all.find((panel) => panel.instance === instance);
  }

  /**
   * Shows the panel of a hub and consumer group. Its session starts when there is none, when it has failed, and when the
   * credential is another one.
   * @param origin where the right comes from, so that the panel can be restored
   * @returns true when the session runs with this credential
   */
  async open(source: TailSource, origin?: SessionOrigin): Promise<boolean> {
    const key = sessionKeyOf(source);
    const known = this.#open.get(key);
    if (known !== undefined) {
      return await this.#openAgain(known, source, origin);
    }
    const panel = vscode.window.createWebviewPanel(trafficPanelType, this.#titleFor(source), vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [mediaRoot(this.#ports.extensionUri)],
    });
    return await this.#start(this.#connect(panel, source, { key, origin, takesFocus: true }), source);
  }

  /** The panel is there: its session goes on where it is, which is told to a person who has asked for another place. */
  async #openAgain(open: OpenPanel, source: TailSource, origin: SessionOrigin | undefined): Promise<boolean> {
    const { panel, session } = open;
    const before = session.source;
    const hasBegun = Object.keys(session.keptPositions).length > 0;
    panel.panel.reveal();
    if (!(await this.#start(session, source))) {
      return false;
    }
    open.origin = origin ?? open.origin;
    const { start } = hasBegun ? before : session.source;
    if (!isDeepStrictEqual(start, source.start) || !hasSamePartitions(session.source, source)) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'The open panel of "{0}" goes on where it is. To begin at another place or with other partitions, close it first.',
          source.hub,
        ),
      );
    }
    return true;
  }

  dispose(): void {
    const open = [...this.#open.values()];
    // Cleared first: what goes with the window is to come back with it, so its record stays.
    this.#open.clear();
    for (const { panel, store } of open) {
      store.dispose();
      panel.panel.dispose();
    }
    this.#store.dispose();
  }

  /** The hub's name; with its consumer group when the hub has a panel already, so that the tabs can be told apart. */
  #titleFor({ hub, consumerGroup }: TailSource): string {
    const isHubOpen = Array.from(this.#open.values()).some((each) => each.session.source.hub === hub);
    return isHubOpen
      ? vscode.l10n.t('Live Traffic: {0} ({1})', hub, consumerGroup)
      : vscode.l10n.t('Live Traffic: {0}', hub);
  }

  /** Shows the calls of a file in a panel that an editor provides. Rejects only when the reading does: other problems stand there. */
  async showFile(webviewPanel: vscode.WebviewPanel, uri: vscode.Uri, reading: Promise<TrafficFile>): Promise<void> {
    const { clock } = this.#ports;
    let isClosed = false;
    const closing = webviewPanel.onDidDispose(() => {
      isClosed = true;
    });
    const file = await reading.finally(() => closing.dispose());
    if (isClosed || this.#store.isDisposed) {
      return;
    }
    const source = fileSource(path.posix.basename(uri.path));
    const session = new TrafficSession({ tail: new FileTail(file, clock), clock }, source, fileLimits);
    session.annotateWhenSeen(file.annotations);
    // The same file may be open in several windows of one editor group.
    const key = `file:${uri.toString()}#${this.#fileCount++}`;
    this.#add(webviewPanel, session, { key, origin: undefined, takesFocus: false });
    await this.#start(session, source);
  }

  #connect(webviewPanel: vscode.WebviewPanel, source: TailSource, opening: PanelOpening): TrafficSession {
    const { tail, clock } = this.#ports;
    const session = new TrafficSession({ tail, clock }, source, {
      maxExchanges: readSetting('wirewatch.traffic.maxExchanges'),
      maxBytes: readSetting('wirewatch.traffic.maxMegabytes') * 1024 * 1024,
      responseTimeoutInMs: readSetting('wirewatch.traffic.responseTimeoutInSeconds') * 1000,
    });
    // What is still remembered belongs to a panel that did not come back, or is about to.
    session.annotateWhenSeen(this.#ports.records.read(opening.key)?.annotations ?? []);
    return this.#add(webviewPanel, session, opening);
  }

  #add(
    webviewPanel: vscode.WebviewPanel,
    session: TrafficSession,
    { key, origin, takesFocus }: PanelOpening,
  ): TrafficSession {
    const { clock, extensionUri, savedFilters, texts, redact, act } = this.#ports;
    const store = new DisposableStore();
    // Order matters: the store closes the page's side before the session.
    store.add(session);
    const panel = store.add(
      new TrafficPanel({
        key,
        panel: webviewPanel,
        session,
        extensionUri,
        clock,
        savedFilters,
        texts,
        redact,
        isRedacted: readSetting('wirewatch.traffic.redactOnScreen'),
        takesFocus,
        retry: () => this.#start(session, session.source),
        act,
      }),
    );
    const open: OpenPanel = { panel, session, store, origin, recordedRevision: undefined };
    this.#open.set(key, open);
    webviewPanel.onDidDispose(() => this.#close(key, open));
    this.#remember(key, open);
    this.#changes.fire();
    return session;
  }

  #close(key: string, open: OpenPanel): void {
    open.store.dispose();
    if (this.#open.get(key) === open) {
      this.#open.delete(key);
      void this.#ports.records.forget(key);
      this.#changes.fire();
    }
  }

  /** Keeps the session's place up to date, so that a reload at any moment finds it. */
  #remember(key: string, open: OpenPanel): void {
    const { session, store } = open;
    let isChanged = false;
    // Before, what an earlier session has left is worth more than what this one knows.
    let hasBegun = false;
    store.add(
      session.onDidChange(({ status }) => {
        isChanged = true;
        hasBegun ||= status.receivedEvents > 0 || status.state === 'live';
        this.#changes.fire();
      }),
    );
    store.add(
      this.#ports.clock.every(recordPeriodInMs, () => {
        if (isChanged && hasBegun) {
          isChanged = false;
          void this.#record(key, open);
        }
      }),
    );
  }

  async #record(key: string, open: OpenPanel): Promise<void> {
    const { session, origin, recordedRevision } = open;
    const { records } = this.#ports;
    if (origin === undefined) {
      return;
    }
    const { host, hub, consumerGroup, partitionIds } = session.source;
    const place: SessionPlace = {
      host,
      hub,
      consumerGroup,
      ...(partitionIds === undefined ? {} : { partitionIds }),
      origin,
      positions: session.keptPositions,
    };
    // Both begin now: what is forgotten meanwhile is not written afterwards.
    const isSame = recordedRevision === session.annotationRevision;
    open.recordedRevision = session.annotationRevision;
    await Promise.all([
      records.writePlace(key, place),
      isSame ? undefined : records.writeAnnotations(key, session.annotations),
    ]);
  }

  /** Brings a panel back after a reload: the rows that were kept are read from the hub again, and what comes goes on. */
  async restore(webviewPanel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const key = asString(asRecord(state)['restoreKey']) ?? '';
    const { records, report, sourceOf } = this.#ports;
    const record = records.read(key);
    if (record === undefined || this.#open.has(key)) {
      // Nothing is known of it any more: an empty panel would look like a hub without traffic.
      webviewPanel.dispose();
      return;
    }
    let isClosed = false;
    const closing = webviewPanel.onDidDispose(() => {
      isClosed = true;
      if (!this.#open.has(key)) {
        void records.forget(key);
      }
    });
    try {
      const source = await sourceOf(record);
      closing.dispose();
      if (isClosed) {
        return;
      }
      if (this.#open.has(key) || this.#store.isDisposed) {
        // A person was quicker and has the hub open.
        webviewPanel.dispose();
        return;
      }
      await this.#start(this.#connect(webviewPanel, source, { key, origin: record.origin, takesFocus: false }), source);
    } catch (error) {
      closing.dispose();
      if (isUserError(error) && error.code === 'connectionStringForgotten' && !this.#open.has(key)) {
        void records.forget(key);
      }
      if (!isClosed) {
        webviewPanel.dispose();
        report(error);
      }
    }
  }

  /** @returns true when the session runs; what went wrong is told to the person */
  async #start(session: TrafficSession, source: TailSource): Promise<boolean> {
    try {
      await session.startWith(source);
      return session.isRunning;
    } catch (error) {
      if (!isCancelled(error)) {
        this.#ports.report(error, () => this.#start(session, session.source));
      }
      return false;
    }
  }
}

function hasSamePartitions({ partitionIds: a }: TailSource, { partitionIds: b }: TailSource): boolean {
  return isDeepStrictEqual(a?.toSorted(), b?.toSorted());
}

// One live traffic panel: a page, the session it looks at, and the channel between them.

import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { isUserError } from '../../app/error/userError.ts';
import { collectKnownValues } from '../../app/traffic/knownValues.ts';
import type { TrafficSession } from '../../app/traffic/trafficSession.ts';
import { TrafficView } from '../../app/traffic/trafficView.ts';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { Annotation, Exchange } from '../../domain/traffic/exchange.ts';
import { toExchangeDetails } from '../../domain/traffic/exchangeDetails.ts';
import { suggestFilter } from '../../domain/traffic/filter/suggestFilter.ts';
import { HostChannel } from '../../protocol/channel.ts';
import type { RequestHandlers } from '../../protocol/channel.ts';
import { packNumbers, packRows } from '../../protocol/packedRows.ts';
import { trafficGuards } from '../../protocol/trafficContract.ts';
import type {
  AnnotationChange,
  RowAction,
  TrafficContract,
  TrafficLook,
  TrafficSnapshot,
  ViewAction,
} from '../../protocol/trafficContract.ts';
import { readSetting } from '../settings.ts';
import type { SavedFilters } from './savedFilters.ts';
import { mediaRoot, webviewHtml } from './webviewHtml.ts';

/** What a panel is made from. */
export interface TrafficPanelOptions {
  /** Names the panel's session in what is remembered. */
  readonly key: string;
  readonly panel: vscode.WebviewPanel;
  readonly session: TrafficSession;
  readonly extensionUri: vscode.Uri;
  readonly clock: Clock;
  readonly savedFilters: SavedFilters;
  /** Texts of the view by their English original. */
  readonly texts: Readonly<Record<string, string>>;
  /** How exchanges are redacted for display. */
  readonly redact: () => (exchange: Exchange) => Exchange;
  readonly isRedacted: boolean;
  /** True for a panel that a person has just opened: its page gets the keyboard when it is there. */
  readonly takesFocus: boolean;
  /** Starts the session again; what went wrong is told to the person. */
  readonly retry: () => Promise<unknown>;
  readonly act: (panel: TrafficPanel, action: RowAction, numbers: readonly number[]) => Promise<void>;
}

const focusActions: ReadonlySet<ViewAction> = new Set(['focusFilter', 'focusList', 'editNote', 'chooseColumns']);

/** Owns the view and the channel, not the session. */
export class TrafficPanel implements vscode.Disposable {
  /** Names this panel's rows in addresses of files: numbers begin anew with each session, and an old address must not show another call. */
  readonly instance = randomUUID();
  readonly session: TrafficSession;
  readonly panel: vscode.WebviewPanel;
  readonly #options: TrafficPanelOptions;
  readonly #store = new DisposableStore();
  readonly #channel: HostChannel<TrafficContract>;
  readonly #view: TrafficView;
  #selection: readonly number[] = [];
  #isRedacted: boolean;
  #takesFocus: boolean;

  constructor(options: TrafficPanelOptions) {
    this.session = options.session;
    this.panel = options.panel;
    this.#options = options;
    this.#isRedacted = options.isRedacted;
    this.#takesFocus = options.takesFocus;
    const { webview } = options.panel;
    this.#channel = new HostChannel<TrafficContract>(
      {
        send: (message) => void webview.postMessage(message),
        receive: (listener) => webview.onDidReceiveMessage(listener),
      },
      this.#handlers(),
      trafficGuards,
      (error) =>
        isUserError(error)
          ? { code: error.code, message: error.message }
          : { code: 'unexpected', message: String(error) },
    );
    // The channel goes after the view: what a run still tells must not meet a closed channel.
    this.#view = this.#store.add(this.#createView());
    this.#store.add(this.#channel);
    this.#view.setRedaction(this.#isRedacted ? options.redact() : undefined);
    this.#store.add(
      options.panel.onDidChangeViewState(() => {
        // A hidden page is unloaded; when it is shown again it asks for everything.
        if (!options.panel.visible) {
          this.#view.hide();
        }
      }),
    );
    options.panel.iconPath = {
      light: vscode.Uri.joinPath(mediaRoot(options.extensionUri), 'traffic-light.svg'),
      dark: vscode.Uri.joinPath(mediaRoot(options.extensionUri), 'traffic-dark.svg'),
    };
    webview.options = { enableScripts: true, localResourceRoots: [mediaRoot(options.extensionUri)] };
    webview.html = webviewHtml(webview, options.extensionUri, {
      script: 'traffic.js',
      styles: ['codicon.css', 'traffic.css'],
      title: options.panel.title,
    });
  }

  /** Rows that commands of the palette and the context menu work on. */
  get selection(): readonly number[] {
    return this.#selection;
  }

  /** True when sensitive values are hidden on screen. */
  get isRedacted(): boolean {
    return this.#isRedacted;
  }

  /** An exchange as this panel may show it. */
  find(number: number): Exchange | undefined {
    return this.#view.find(number);
  }

  /** Asks the page to do something. What moves the focus within the page needs the page to have it first. */
  perform(action: ViewAction): void {
    if (focusActions.has(action)) {
      this.panel.reveal();
    }
    this.#channel.emit('perform', action);
  }

  /** Hides sensitive values on screen, or shows them again. */
  toggleRedaction(): void {
    this.#isRedacted = !this.#isRedacted;
    this.#view.setRedaction(this.#isRedacted ? this.#options.redact() : undefined);
    this.perform('reload');
  }

  /** Changes what a person added to rows. @returns the annotation of the last row */
  annotate({ numbers, isPinned, mark, note }: AnnotationChange): Annotation | undefined {
    let last: Annotation | undefined;
    for (const number of numbers) {
      last = this.session.annotate(number, (known) => {
        const newMark = mark === undefined ? known.mark : (mark ?? undefined);
        return {
          isPinned: isPinned ?? known.isPinned,
          note: note ?? known.note,
          ...(newMark === undefined ? {} : { mark: newMark }),
        };
      });
    }
    return last;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #createView(): TrafficView {
    return new TrafficView({
      session: this.session,
      clock: this.#options.clock,
      timeZoneOffsetInMinutes: () => new Date().getTimezoneOffset(),
      listener: {
        onRows: ({ status, firstNumber, rows, gone }) =>
          this.#channel.emit('update', { status, firstNumber, rows: packRows(rows), gone: packNumbers(gone) }),
        onMatches: ({ role, from, to, numbers, progress }) =>
          this.#channel.emit('matches', { kind: role, from, to, numbers: packNumbers(numbers), progress }),
      },
    });
  }

  #handlers(): RequestHandlers<TrafficContract> {
    const { session } = this;
    const { savedFilters } = this.#options;
    return {
      show: (look) => this.#show(look),
      setFilter: ({ kind, text }) => this.#view.setFilter(kind, text),
      cancelFilter: (kind) => {
        this.#view.cancelFilter(kind);
        return undefined;
      },
      suggest: ({ text, caret }) => suggestFilter(text, caret, collectKnownValues(session)),
      saveFilter: (filter) => savedFilters.save(filter),
      deleteFilter: (name) => savedFilters.delete(name),
      details: (number) => {
        const exchange = this.find(number);
        return exchange === undefined ? undefined : toExchangeDetails(exchange);
      },
      select: (numbers) => {
        this.#selection = numbers;
        return undefined;
      },
      annotate: (change) => this.annotate(change),
      act: async ({ action, numbers }) => {
        await this.#options.act(this, action, numbers);
        return undefined;
      },
      clear: () => {
        session.clear();
        return undefined;
      },
      retry: async () => {
        await this.#options.retry();
        return undefined;
      },
      copy: async (text) => {
        await vscode.env.clipboard.writeText(text);
        return undefined;
      },
    };
  }

  #show(look: TrafficLook): TrafficSnapshot {
    if (this.#takesFocus && this.panel.active) {
      // VS Code gives the keyboard to a page before it is loaded, and it is lost then.
      this.panel.reveal();
    }
    this.#takesFocus = false;
    const { status, firstNumber, rows, gone, problems } = this.#view.show(look);
    if (!this.panel.visible) {
      // The page was hidden while it asked; what it is told further would be for nobody.
      this.#view.hide();
    }
    return {
      status,
      firstNumber,
      rows: packRows(rows),
      gone: packNumbers(gone),
      ...(problems.filter === undefined ? {} : { filterProblem: problems.filter }),
      ...(problems.highlight === undefined ? {} : { highlightProblem: problems.highlight }),
      savedFilters: this.#options.savedFilters.all,
      isRedacted: this.#isRedacted,
      sensitiveHeaders: readSetting('wirewatch.traffic.sensitiveHeaders'),
      restoreKey: this.#options.key,
      texts: this.#options.texts,
      language: vscode.env.language,
    };
  }
}

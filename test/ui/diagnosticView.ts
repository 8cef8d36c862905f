// The built page of a diagnostic in Chromium, with a scripted host behind it.

import type { Page } from 'playwright-core';
import type { DiagnosticState } from '../../src/domain/diagnostic/diagnosticState.ts';
import { HostChannel, RequestError } from '../../src/protocol/channel.ts';
import type { Transport } from '../../src/protocol/channel.ts';
import { diagnosticGuards } from '../../src/protocol/diagnosticContract.ts';
import type { DiagnosticContract } from '../../src/protocol/diagnosticContract.ts';
import type { OpenPageOptions } from './pageView.ts';
import { PageStage, PageView } from './pageView.ts';
import { diagnosticPageHtml, diagnosticPageTexts } from './productPages.ts';

interface OpenDiagnosticOptions extends OpenPageOptions {
  readonly canAskAnew?: boolean;
}

/** Browser and server of one test file; stop it at the end. */
export class DiagnosticStage {
  readonly #stage: PageStage;

  private constructor(stage: PageStage) {
    this.#stage = stage;
  }

  static async start(): Promise<DiagnosticStage> {
    return new DiagnosticStage(await PageStage.start(diagnosticPageHtml));
  }

  /** Opens the page in a state and waits until it is drawn. */
  open(state: DiagnosticState, options: OpenDiagnosticOptions = {}): Promise<DiagnosticView> {
    return this.#stage.open((page) => new DiagnosticView(page, state, options), options);
  }

  closeViews(): Promise<string[]> {
    return this.#stage.closeViews();
  }

  stop(): Promise<void> {
    return this.#stage.stop();
  }
}

/** One open page, and what it asked of the host. */
export class DiagnosticView extends PageView {
  readonly acted: string[] = [];
  readonly copied: string[] = [];
  /** Requests fail with this text while it is set. */
  failure: string | undefined;
  readonly #options: OpenDiagnosticOptions;
  #state: DiagnosticState;
  #channel: HostChannel<DiagnosticContract> | undefined;

  constructor(page: Page, state: DiagnosticState, options: OpenDiagnosticOptions) {
    super(page);
    this.#state = state;
    this.#options = options;
  }

  /** Tells the page a new state, as the host does. */
  async tell(state: DiagnosticState): Promise<void> {
    this.#state = state;
    this.#channel?.emit('state', state);
    await this.drawn();
  }

  protected connect(transport: Transport): void {
    const { language = 'en', canAskAnew = true } = this.#options;
    const check = (): undefined => {
      if (this.failure !== undefined) {
        throw new RequestError('scripted', this.failure);
      }
    };
    this.#channel = new HostChannel<DiagnosticContract>(
      transport,
      {
        show: () => ({
          state: this.#state,
          title: 'Next hop: web-1',
          canAskAnew,
          texts: diagnosticPageTexts(language),
          language,
        }),
        act: (action) => {
          this.acted.push(action);
          return check();
        },
        copy: (text) => {
          this.copied.push(text);
          return check();
        },
      },
      diagnosticGuards,
      (error) => ({ code: 'unexpected', message: String(error) }),
    );
  }
}

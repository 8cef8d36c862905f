// The built page of an alert's payload in Chromium, with a scripted host behind it.

import type { Page } from 'playwright-core';
import type { PayloadReport } from '../../src/domain/alert/payloadReport.ts';
import { alertGuards } from '../../src/protocol/alertContract.ts';
import type { AlertContract } from '../../src/protocol/alertContract.ts';
import { HostChannel, RequestError } from '../../src/protocol/channel.ts';
import type { Transport } from '../../src/protocol/channel.ts';
import type { DisplayLanguage } from './displayLanguage.ts';
import type { OpenPageOptions } from './pageView.ts';
import { PageStage, PageView } from './pageView.ts';
import { alertPageHtml, alertPageTexts } from './productPages.ts';

/** Browser and server of one test file; stop it at the end. */
export class AlertStage {
  readonly #stage: PageStage;

  private constructor(stage: PageStage) {
    this.#stage = stage;
  }

  static async start(): Promise<AlertStage> {
    return new AlertStage(await PageStage.start(alertPageHtml));
  }

  /** Opens the page with a report and waits until it is drawn. */
  open(report: PayloadReport, options: OpenPageOptions = {}): Promise<AlertView> {
    return this.#stage.open((page) => new AlertView(page, report, options.language ?? 'en'), options);
  }

  closeViews(): Promise<string[]> {
    return this.#stage.closeViews();
  }

  stop(): Promise<void> {
    return this.#stage.stop();
  }
}

/** One open page, and what it asked of the host. */
export class AlertView extends PageView {
  readonly acted: string[] = [];
  /** Requests fail with this text while it is set. */
  failure: string | undefined;
  readonly #language: DisplayLanguage['tag'];
  #report: PayloadReport;
  #channel: HostChannel<AlertContract> | undefined;

  constructor(page: Page, report: PayloadReport, language: DisplayLanguage['tag']) {
    super(page);
    this.#report = report;
    this.#language = language;
  }

  /** Tells the page a new report, as the host does. */
  async tell(report: PayloadReport): Promise<void> {
    this.#report = report;
    this.#channel?.emit('report', report);
    await this.drawn();
  }

  protected connect(transport: Transport): void {
    const language = this.#language;
    const check = (): undefined => {
      if (this.failure !== undefined) {
        throw new RequestError('scripted', this.failure);
      }
    };
    this.#channel = new HostChannel<AlertContract>(
      transport,
      {
        show: () => ({ report: this.#report, texts: alertPageTexts(language), language }),
        act: (action) => {
          this.acted.push(action);
          return check();
        },
        actOn: ({ action, index }) => {
          this.acted.push(`${action} ${index}`);
          return check();
        },
      },
      alertGuards,
      (error) => ({ code: 'unexpected', message: String(error) }),
    );
  }
}

// The built page of an alert's payload in Chromium, under its real policy and a theme of VS Code, with a scripted host behind it.

import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { Emitter } from '../../src/base/event.ts';
import type { PayloadReport } from '../../src/domain/alert/payloadReport.ts';
import { HostChannel, RequestError } from '../../src/protocol/channel.ts';
import type { Transport } from '../../src/protocol/channel.ts';
import { alertGuards } from '../../src/protocol/alertContract.ts';
import type { AlertContract } from '../../src/protocol/alertContract.ts';
import { outFolder } from '../support/project.ts';
import { launchBrowser } from '../vscodeHost/browser.ts';
import type { DisplayLanguage } from './displayLanguage.ts';
import { encodeMessage, installDelivery } from './pageMessages.ts';
import type { PageServer } from './pageServer.ts';
import { startPageServer } from './pageServer.ts';
import { alertPageHtml, alertPageTexts } from './productPages.ts';
import type { ThemeName } from './themes.ts';
import { bodyClasses, themeStyle } from './themes.ts';

interface OpenAlertOptions {
  readonly theme?: ThemeName;
  readonly language?: DisplayLanguage['tag'];
  readonly width?: number;
}

/** Browser and server of one test file; close it at the end. */
export class AlertStage {
  readonly #browser: Browser;
  readonly #server: PageServer;
  readonly #views = new Set<AlertView>();

  private constructor(browser: Browser, server: PageServer) {
    this.#browser = browser;
    this.#server = server;
  }

  static async start(): Promise<AlertStage> {
    const server = await startPageServer((origin, query) => {
      const theme = (query.get('theme') ?? 'dark') as ThemeName;
      const html = alertPageHtml(origin, (query.get('language') ?? 'en') as DisplayLanguage['tag']);
      // Before the policy, as VS Code itself does it.
      return html
        .replace('<head>', `<head>\n<style>${themeStyle(theme)}</style>`)
        .replace('<body>', `<body class="${bodyClasses[theme]}">`);
    });
    try {
      return new AlertStage(await launchBrowser(), server);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Opens the page with a report and waits until it is drawn. */
  async open(report: PayloadReport, options: OpenAlertOptions = {}): Promise<AlertView> {
    const { theme = 'dark', language = 'en', width = 1100 } = options;
    const viewport = { width, height: 700 };
    const page = await this.#browser.newPage({ viewport, deviceScaleFactor: 1, timezoneId: 'UTC' });
    const view = new AlertView(page, report);
    this.#views.add(view);
    await view.load(`${this.#server.origin}/?theme=${theme}&language=${language}`, language);
    return view;
  }

  /** Closes the pages of one test. @returns what went wrong in them unseen: script errors and violations of the policy */
  async closeViews(): Promise<string[]> {
    const complaints: string[] = [];
    for (const view of this.#views) {
      complaints.push(...(await view.complaints()));
      await view.page.close();
    }
    this.#views.clear();
    return complaints;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }
}

/** One open page, and what it asked of the host. */
export class AlertView {
  readonly page: Page;
  readonly acted: string[] = [];
  /** Requests fail with this text while it is set. */
  failure: string | undefined;
  readonly #errors: string[] = [];
  #report: PayloadReport;
  #channel: HostChannel<AlertContract> | undefined;

  constructor(page: Page, report: PayloadReport) {
    this.page = page;
    this.#report = report;
  }

  async load(url: string, language: DisplayLanguage['tag']): Promise<void> {
    const fromPage = new Emitter<unknown>();
    this.page.on('pageerror', (error) => this.#errors.push(`script error: ${error.message}`));
    this.page.on('requestfailed', (request) => this.#errors.push(`not loaded: ${request.url()}`));
    await this.page.exposeFunction('tellHost', (message: unknown) => fromPage.fire(message));
    await this.page.addInitScript(() => {
      window.seenViolations = [];
      document.addEventListener('securitypolicyviolation', (event) => {
        window.seenViolations.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
      window.acquireVsCodeApi = () => ({
        postMessage: (message) => void window.tellHost(message),
        getState: () => null,
        setState: () => undefined,
      });
    });
    await this.page.addInitScript(installDelivery);
    this.#connect(
      {
        send: (message) => {
          void this.page.evaluate((text) => window.deliver(text), encodeMessage(message)).catch(() => undefined);
        },
        receive: fromPage.event,
      },
      language,
    );
    await this.page.goto(url);
    await this.page.locator('header').waitFor();
    await this.drawn();
  }

  /** Tells the page a new report, as the host does. */
  async tell(report: PayloadReport): Promise<void> {
    this.#report = report;
    this.#channel?.emit('report', report);
    await this.drawn();
  }

  /** Resolves when what was sent is drawn. */
  async drawn(): Promise<void> {
    await this.page.evaluate(async () => {
      for (let frame = 0; frame < 4; frame++) {
        await new Promise((resolve) => {
          requestAnimationFrame(resolve);
        });
      }
    });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.drawn();
    }
  }

  /** A picture for people, in out/ui. */
  async picture(name: string): Promise<void> {
    const folder = path.join(outFolder, 'ui');
    fs.mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
  }

  async complaints(): Promise<string[]> {
    return [...this.#errors, ...(await this.page.evaluate(() => window.seenViolations))];
  }

  #connect(transport: Transport, language: DisplayLanguage['tag']): void {
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

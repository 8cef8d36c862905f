// The built form of a metric alert in Chromium, under its real policy and a theme of VS Code, with the product's own host end behind it and
// stand-ins for Azure.

import fs from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Uri, WebviewPanel } from 'vscode';
import type { Disposable } from '../../src/base/disposable.ts';
import { Emitter } from '../../src/base/event.ts';
import { StandInAlertFormPorts } from '../support/alertForm.ts';
import { outFolder } from '../support/project.ts';
import { launchBrowser } from '../vscodeHost/browser.ts';
import { chooseLanguage } from './displayLanguage.ts';
import { encodeMessage, installDelivery } from './pageMessages.ts';
import { startPageServer } from './pageServer.ts';
import type { PageServer } from './pageServer.ts';
import { alertFormHost } from './productPages.ts';
import { bodyClasses, themeStyle } from './themes.ts';
import type { OpenViewOptions } from './trafficView.ts';

/** Browser and server of one test file; close it at the end. */
export class AlertFormStage {
  readonly #browser: Browser;
  readonly #server: PageServer;
  readonly #views: AlertFormView[];

  private constructor(browser: Browser, server: PageServer, views: AlertFormView[]) {
    this.#browser = browser;
    this.#server = server;
    this.#views = views;
  }

  static async start(): Promise<AlertFormStage> {
    const views: AlertFormView[] = [];
    const server = await startPageServer((_origin, query) => {
      const view = views[Number(query.get('view'))];
      const theme = view?.theme ?? 'dark';
      // Before the policy, as VS Code itself does it.
      return (view?.html ?? '')
        .replace('<head>', `<head>\n<style>${themeStyle(theme)}</style>`)
        .replace('<body>', `<body class="${bodyClasses[theme]}">`);
    });
    try {
      return new AlertFormStage(await launchBrowser(), server, views);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Opens a form and waits until its lists are there. Whatever `prepare` puts into the ports is there from the beginning. */
  async open(
    prepare: (ports: StandInAlertFormPorts) => void = () => undefined,
    options: OpenViewOptions = {},
  ): Promise<AlertFormView> {
    const { width = 900, height = 1000, language = 'en' } = options;
    chooseLanguage(language);
    alertFormHost.desk.answer = () => undefined;
    alertFormHost.desk.asked.length = 0;
    alertFormHost.desk.copied.length = 0;
    const page = await this.#browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1 });
    const view = new AlertFormView(page, this.#server.origin, options);
    prepare(view.ports);
    await view.load(`${this.#server.origin}/?view=${this.#views.push(view) - 1}`);
    return view;
  }

  /** Closes the pages of one test. @returns what went wrong in them unseen: script errors and violations of the policy */
  async closeViews(): Promise<string[]> {
    chooseLanguage('en');
    const complaints: string[] = [];
    for (const view of this.#views.filter(({ page }) => !page.isClosed())) {
      complaints.push(...(await view.complaints()));
      view.close();
      await view.page.close();
    }
    return complaints;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }
}

/** One open form. */
export class AlertFormView {
  readonly page: Page;
  readonly ports = new StandInAlertFormPorts();
  /** Ids of rules that were created. */
  readonly created: string[] = [];
  readonly theme: NonNullable<OpenViewOptions['theme']>;
  readonly desk = alertFormHost.desk;
  readonly #origin: string;
  readonly #fromPage = new Emitter<unknown>();
  readonly #errors: string[] = [];
  readonly #panel: { readonly webview: { html: string }; isDisposed: boolean };
  #host: Disposable | undefined;

  constructor(page: Page, origin: string, { theme = 'dark' }: OpenViewOptions) {
    this.page = page;
    this.theme = theme;
    this.#origin = origin;
    this.#panel = this.#makePanel();
  }

  /** The page as the host made it. */
  get html(): string {
    return this.#panel.webview.html;
  }

  /** True once the host has closed the form. */
  get isClosed(): boolean {
    return this.#panel.isDisposed;
  }

  async load(url: string): Promise<void> {
    this.page.on('pageerror', (error) => this.#errors.push(`script error: ${error.message}`));
    this.page.on('requestfailed', (request) => this.#errors.push(`not loaded: ${request.url()}`));
    await this.page.exposeFunction('tellHost', (message: unknown) => this.#fromPage.fire(message));
    await this.page.addInitScript(() => {
      window.seenViolations = [];
      document.addEventListener('securitypolicyviolation', (event) => {
        window.seenViolations.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
      // As in VS Code the state outlives the page.
      window.acquireVsCodeApi = () => ({
        postMessage: (message) => void window.tellHost(message),
        getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown,
        setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
      });
    });
    await this.page.addInitScript(installDelivery);
    this.#host = new alertFormHost.AlertFormPanel({
      panel: this.#panel as unknown as WebviewPanel,
      ports: this.ports,
      extensionUri: { path: '' } as Uri,
      onCreated: (ruleId) => this.created.push(ruleId),
    });
    await this.page.goto(url);
    await this.settled();
  }

  /** Ends the host's side. */
  close(): void {
    this.#host?.dispose();
  }

  /** Opens the page again, as VS Code does when a hidden panel is shown. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.settled();
  }

  /** Resolves when nothing is being loaded and what changed is drawn. */
  async settled(): Promise<void> {
    await this.page.locator('h1').waitFor();
    await this.page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    await this.drawn();
  }

  /** Resolves when messages are taken and a few frames have passed. */
  async drawn(): Promise<void> {
    await this.page.evaluate(async () => {
      for (let frame = 0; frame < 6; frame++) {
        await new Promise((resolve) => {
          requestAnimationFrame(resolve);
        });
      }
    });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async type(label: string, text: string): Promise<void> {
    await this.field(label).fill(text);
    await this.drawn();
  }

  /** Presses a button, also one that says that it is disabled: it can be reached all the same. */
  async click(name: string): Promise<void> {
    const isDisabled = (await this.button(name).getAttribute('aria-disabled')) === 'true';
    await this.button(name).click({ force: isDisabled });
    await this.drawn();
  }

  /** What is said to be wrong with a control, as it is heard with it; empty when nothing is. */
  async fault(label: string): Promise<string> {
    const ids = ((await this.field(label).getAttribute('aria-describedby')) ?? '').split(' ');
    const texts = await Promise.all(
      ids.filter((id) => id.endsWith('-fault')).map((id) => this.page.locator(`#${id}`).textContent()),
    );
    return texts.join(' ').replaceAll(/\s+/g, ' ').trim();
  }

  /** Chooses a metric and waits for its plot. */
  async choose(metric: string): Promise<void> {
    await this.field('Metric').selectOption({ label: metric });
    await this.settled();
  }

  /** The words below the plot. */
  async words(): Promise<string> {
    return ((await this.page.locator('#plot-words').textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();
  }

  /** What axe finds serious or critical. */
  async axe(): Promise<string[]> {
    const before = (await this.complaints()).length;
    const { violations } = await this.page.evaluate<axe.AxeResults>(
      `${axe.source}; axe.run('body', { resultTypes: ['violations'] })`,
    );
    await this.drawn();
    // axe itself tries a style element, which the policy refuses.
    await this.page.evaluate((length) => window.seenViolations.splice(length), before);
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
  }

  /** A picture for people, in out/ui. */
  async picture(name: string): Promise<void> {
    const folder = path.join(outFolder, 'ui');
    fs.mkdirSync(folder, { recursive: true });
    // The foot keeps to the window's end, so the window is made as long as the form.
    const before = this.page.viewportSize() ?? { width: 900, height: 1000 };
    const height = await this.page.evaluate(() => document.documentElement.scrollHeight);
    await this.page.setViewportSize({ width: before.width, height });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
    await this.page.setViewportSize(before);
  }

  async complaints(): Promise<string[]> {
    return [...this.#errors, ...(await this.page.evaluate(() => window.seenViolations))];
  }

  /** A panel as VS Code hands it out, whose webview is the page under test. */
  #makePanel() {
    const panel = {
      title: 'New Metric Alert: web-1',
      active: true,
      revealed: 0,
      isDisposed: false,
      iconPath: undefined as unknown,
      webview: {
        html: '',
        cspSource: this.#origin,
        asWebviewUri: (uri: Uri) => `${this.#origin}/media/${uri.path.split('/').at(-1) ?? ''}`,
        postMessage: async (message: unknown): Promise<boolean> => {
          await this.page.evaluate((text) => window.deliver(text), encodeMessage(message)).catch(() => undefined);
          return true;
        },
        onDidReceiveMessage: (listener: (message: unknown) => void) => this.#fromPage.event(listener),
      },
      reveal: () => {
        panel.revealed++;
      },
      dispose: () => {
        panel.isDisposed = true;
      },
    };
    return panel;
  }
}

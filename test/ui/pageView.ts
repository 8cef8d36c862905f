// What all views of built pages share: a browser and a server of one test file, and a page under its real policy and a theme of VS Code
// whose messages come and go by the script of a test.

import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { Emitter } from '../../src/base/event.ts';
import type { Transport } from '../../src/protocol/channel.ts';
import { outFolder } from '../support/project.ts';
import { launchBrowser } from '../vscodeHost/browser.ts';
import type { DisplayLanguage } from './displayLanguage.ts';
import { encodeMessage, installDelivery } from './pageMessages.ts';
import type { PageServer } from './pageServer.ts';
import { startPageServer } from './pageServer.ts';
import type { ThemeName } from './themes.ts';
import { bodyClasses, themeStyle } from './themes.ts';

/** How a page is opened. */
export interface OpenPageOptions {
  readonly theme?: ThemeName;
  readonly language?: DisplayLanguage['tag'];
  readonly width?: number;
  readonly height?: number;
}

/** Browser and server of one test file; stop it at the end. */
export class PageStage {
  readonly #browser: Browser;
  readonly #server: PageServer;
  readonly #views = new Set<PageView>();

  private constructor(browser: Browser, server: PageServer) {
    this.#browser = browser;
    this.#server = server;
  }

  /** @param htmlOf the page as the product makes it */
  static async start(htmlOf: (origin: string, language: DisplayLanguage['tag']) => string): Promise<PageStage> {
    const server = await startPageServer((origin, query) => {
      const theme = (query.get('theme') ?? 'dark') as ThemeName;
      // Before the policy, as VS Code itself does it.
      return htmlOf(origin, (query.get('language') ?? 'en') as DisplayLanguage['tag'])
        .replace('<head>', `<head>\n<style>${themeStyle(theme)}</style>`)
        .replace('<body>', `<body class="${bodyClasses[theme]}">`);
    });
    try {
      return new PageStage(await launchBrowser(), server);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Makes a view over a new page and loads it. */
  async open<V extends PageView>(make: (page: Page) => V, options: OpenPageOptions = {}): Promise<V> {
    const { theme = 'dark', language = 'en', width = 1100, height = 700 } = options;
    const viewport = { width, height };
    const view = make(await this.#browser.newPage({ viewport, deviceScaleFactor: 1, timezoneId: 'UTC' }));
    this.#views.add(view);
    await view.load(`${this.#server.origin}/?theme=${theme}&language=${language}`);
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

/** One open page. What it asks of the host is the affair of the view that is made of it. */
export abstract class PageView {
  readonly page: Page;
  readonly #errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  /** Loads the page and waits until it is drawn. */
  async load(url: string): Promise<void> {
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
    this.connect({
      send: (message) => {
        void this.page.evaluate((text) => window.deliver(text), encodeMessage(message)).catch(() => undefined);
      },
      receive: fromPage.event,
    });
    await this.page.goto(url);
    await this.page.locator('header').waitFor();
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

  /** Puts a host behind the page. */
  protected abstract connect(transport: Transport): void;
}

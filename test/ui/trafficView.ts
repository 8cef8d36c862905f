// The built traffic page in Chromium, under its real policy and a theme of VS Code, with a scripted host behind it.

import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { Emitter } from '../../src/base/event.ts';
import { outFolder } from '../support/project.ts';
import { launchBrowser } from '../vscodeHost/browser.ts';
import type { DisplayLanguage } from './displayLanguage.ts';
import type { PageServer } from './pageServer.ts';
import { startPageServer } from './pageServer.ts';
import { encodeMessage, installDelivery } from './pageMessages.ts';
import { trafficPageHtml } from './productPages.ts';
import { ScriptedHost } from './scriptedHost.ts';
import type { ThemeName } from './themes.ts';
import { bodyClasses, themeStyle } from './themes.ts';

const summaryColumns: readonly string[] = ['time', 'method', 'path', 'status', 'duration', 'state'];

/** How a page is opened. */
export interface OpenViewOptions {
  readonly theme?: ThemeName;
  readonly language?: DisplayLanguage['tag'];
  readonly width?: number;
  readonly height?: number;
}

declare global {
  interface Window {
    seenViolations: string[];
    /** Top and bottom of the part of the list in which rows can be seen. */
    listFrame: () => { readonly top: number; readonly bottom: number } | undefined;
    tellHost: (message: unknown) => Promise<void>;
    acquireVsCodeApi: () => {
      postMessage(message: unknown): void;
      getState(): unknown;
      setState(state: unknown): void;
    };
  }
}

/** Browser and server of one test file; close it at the end. */
export class TrafficStage {
  readonly #browser: Browser;
  readonly #server: PageServer;
  readonly #views = new Set<TrafficView>();

  private constructor(browser: Browser, server: PageServer) {
    this.#browser = browser;
    this.#server = server;
  }

  static async start(): Promise<TrafficStage> {
    const server = await startPageServer((origin, query) => {
      const theme = (query.get('theme') ?? 'dark') as ThemeName;
      const html = trafficPageHtml(origin, (query.get('language') ?? 'en') as DisplayLanguage['tag']);
      // Before the policy, as VS Code itself does it.
      return html
        .replace('<head>', `<head>\n<style>${themeStyle(theme)}</style>`)
        .replace('<body>', `<body class="${bodyClasses[theme]}">`);
    });
    try {
      return new TrafficStage(await launchBrowser(), server);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Opens the page and waits until it is drawn. Whatever `prepare` puts into the host is there from the beginning. */
  async open(
    prepare: (host: ScriptedHost) => void = () => undefined,
    options: OpenViewOptions = {},
  ): Promise<TrafficView> {
    const { theme = 'dark', language = 'en', width = 1100, height = 640 } = options;
    const page = await this.#browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1, timezoneId: 'UTC' });
    const view = new TrafficView(page);
    this.#views.add(view);
    prepare(view.host);
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

/** One open page. */
export class TrafficView {
  readonly page: Page;
  readonly host = new ScriptedHost();
  readonly grid: Locator;
  readonly details: Locator;
  readonly #errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    this.grid = page.getByRole('grid');
    this.details = page.locator('section.details');
  }

  async load(url: string, language: DisplayLanguage['tag']): Promise<void> {
    const fromPage = new Emitter<unknown>();
    this.page.on('pageerror', (error) => this.#errors.push(`script error: ${error.message}`));
    this.page.on('requestfailed', (request) => this.#errors.push(`not loaded: ${request.url()}`));
    await this.page.exposeFunction('tellHost', (message: unknown) => fromPage.fire(message));
    await this.page.addInitScript(() => {
      window.seenViolations = [];
      window.listFrame = () => {
        const top = document.querySelector('.grid .headFrame')?.getBoundingClientRect().bottom;
        const grid = document.querySelector('.grid');
        return grid === null || top === undefined
          ? undefined
          : { top, bottom: grid.getBoundingClientRect().top + grid.clientHeight };
      };
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
    this.host.connect(
      {
        send: (message) => {
          void this.page.evaluate((text) => window.deliver(text), encodeMessage(message)).catch(() => undefined);
        },
        receive: fromPage.event,
      },
      language,
    );
    await this.page.goto(url);
    await this.page.locator('.toolbar').waitFor();
    await this.drawn();
  }

  /** Resolves when what was sent is drawn: messages are taken and a few frames have passed. */
  async drawn(): Promise<void> {
    await this.page.evaluate(async () => {
      for (let frame = 0; frame < 4; frame++) {
        await new Promise((resolve) => {
          requestAnimationFrame(resolve);
        });
      }
    });
  }

  /** The rows that are drawn and in sight, top to bottom: some of their cells as a person sees them, joined by a bar. */
  rows(columns: readonly string[] = summaryColumns): Promise<string[]> {
    return this.page.evaluate((names) => {
      const body = document.querySelector('.grid .body');
      const frame = window.listFrame();
      return [...(body?.querySelectorAll<HTMLElement>('.row:not([hidden])') ?? [])]
        .filter((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return frame !== undefined && bottom > frame.top + 1 && top < frame.bottom - 1;
        })
        .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map((row) =>
          names
            .map((name) => {
              const cell = row.querySelector<HTMLElement>(`.cell.${name}`);
              // A narrow list shows the state by an icon whose title has the word.
              return name === 'state' ? (cell?.title.split('\n')[0] ?? '') : (cell?.innerText.trim() ?? '');
            })
            .join('|'),
        );
    }, columns);
  }

  /** The paths of the rows in sight. */
  async paths(): Promise<string[]> {
    return await this.rows(['path']);
  }

  /** The number of the selected row by its place in the list (the head is row 1), as assistive technology hears it. */
  selectedIndex(): Promise<number | undefined> {
    return this.page.evaluate(() => {
      const active = document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant');
      const row = active === null || active === undefined ? null : document.getElementById(active);
      return row?.getAttribute('aria-selected') === 'true' ? Number(row.getAttribute('aria-rowindex')) : undefined;
    });
  }

  /** True when the first selected row lies within the visible part of the list. */
  isSelectionInSight(): Promise<boolean> {
    return this.page.evaluate(() => {
      const frame = window.listFrame();
      const row = document.querySelector('.grid .body .row[aria-selected=true]')?.getBoundingClientRect();
      return frame !== undefined && row !== undefined && row.top >= frame.top - 1 && row.bottom <= frame.bottom + 1;
    });
  }

  /** Opens the page again, as VS Code does when a hidden panel is shown. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.locator('.toolbar').waitFor();
    await this.drawn();
  }

  /** Chooses a tab of the details. */
  async tab(name: string): Promise<void> {
    await this.details.getByRole('tab', { name, exact: true }).click();
    await this.drawn();
  }

  /** The line of the filter. */
  get filter(): Locator {
    return this.page.getByRole('combobox').first();
  }

  /** Types into the filter and waits until the host was asked. */
  async type(text: string): Promise<void> {
    await this.filter.fill(text);
    await this.page.waitForTimeout(220);
    await this.drawn();
  }

  button(name: string): Locator {
    return this.page.locator(`button.iconButton[aria-label=${JSON.stringify(name)}]`);
  }

  /** True while the page keeps the newest row in sight, as its switch tells. */
  async follows(name = 'Follow newest'): Promise<boolean> {
    return (await this.button(name).getAttribute('aria-pressed')) === 'true';
  }

  /** Presses keys one after the other, with the drawing between. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.drawn();
    }
  }

  /** Scrolls the list as the wheel does. */
  async scrollTo(top: number): Promise<void> {
    await this.page.evaluate((value) => {
      const grid = document.querySelector('.grid');
      if (grid !== null) {
        grid.scrollTop = value;
      }
    }, top);
    await this.drawn();
  }

  /** A picture for people, in out/ui. */
  async picture(name: string): Promise<void> {
    const folder = path.join(outFolder, 'ui');
    fs.mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  async complaints(): Promise<string[]> {
    return [...this.#errors, ...(await this.page.evaluate(() => window.seenViolations))];
  }
}

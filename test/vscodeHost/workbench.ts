// A VS Code window as a person sees it: a server, a page in Chromium, and words for what one clicks and reads there. Beside the
// eyes and hands it has a line into the extension host, for what a test must arrange or look up.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import type * as vscode from 'vscode';
import { launchBrowser } from './browser.ts';
import { buildFixtureExtension } from './extensionRegistry.ts';
import { HostLine } from './hostLine.ts';
import type { HostIdentity, HostTools } from './hostProtocol.ts';
import { prepareVscode } from './prepare.ts';
import { QuickInput } from './quickInput.ts';
import { startServer, workbenchUrl, type VscodeServer } from './server.ts';
import type { Settings } from './settings.ts';
import { findWebview } from './webviewFrame.ts';

/** What a window is opened with. */
export interface OpenWorkbenchOptions {
  /** Absolute path of the folder to open; an empty window without it. */
  readonly folder?: string;
  /** Extension folders that count as installed, in place. */
  readonly extensions?: readonly string[];
  /** Folder with extensions that were installed from packages. */
  readonly extensionsFolder?: string;
  readonly settings?: Settings;
  /** Further environment of the extension host. */
  readonly env?: NodeJS.ProcessEnv;
  /** A browser to share; without it the window has its own. */
  readonly browser?: Browser;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Shows the browser; needs a display. */
  readonly headed?: boolean;
}

/** The themes that Wirewatch is looked at in, by the names that a person sees. */
export type ThemeName = 'Dark Modern' | 'Light Modern' | 'High Contrast' | 'High Contrast Light';

/** The class that the workbench carries in each theme. */
const THEME_CLASSES: Readonly<Record<ThemeName, string>> = {
  'Dark Modern': 'vs-dark',
  'Light Modern': 'vs',
  'High Contrast': 'hc-black',
  'High Contrast Light': 'hc-light',
};

const OPEN_TIMEOUT_IN_MS = 60_000;
const CALL_TIMEOUT_IN_MS = 15_000;
const WEBVIEW_TIMEOUT_IN_MS = 15_000;

/** VS Code's own mark that every contribution of its phase "restored" exists. */
const RESTORED_MARK = 'code/didCreateWorkbenchContributions/3';

type Release = () => Promise<void> | void;

/** An open window. The test that opens one closes it. */
export class Workbench {
  readonly page: Page;
  readonly server: VscodeServer;
  readonly quickInput: QuickInput;
  readonly #line: HostLine;
  readonly #releases: Release[];
  readonly #consoleLines: readonly string[];

  private constructor(parts: {
    page: Page;
    server: VscodeServer;
    line: HostLine;
    releases: Release[];
    consoleLines: readonly string[];
  }) {
    this.page = parts.page;
    this.server = parts.server;
    this.quickInput = new QuickInput(parts.page);
    this.#line = parts.line;
    this.#releases = parts.releases;
    this.#consoleLines = parts.consoleLines;
  }

  /** Opens a window and resolves when the workbench is restored and its extension host answers. */
  static async open(options: OpenWorkbenchOptions = {}): Promise<Workbench> {
    const releases: Release[] = [];
    const consoleLines: string[] = [];
    let server: VscodeServer | undefined;
    try {
      const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'wwwb-'));
      releases.push(() => fs.rmSync(scratch, { recursive: true, force: true }));
      const line = await HostLine.listen();
      releases.push(() => line.close());
      const hello = line.nextHello(OPEN_TIMEOUT_IN_MS);
      hello.catch(() => {}); // awaited below; until then a failure elsewhere comes first
      const vscodeFolder = await prepareVscode({ log: (text) => console.error(text) });
      const helper = await buildFixtureExtension('helperExtension', scratch);
      server = await startServer({
        vscodeFolder,
        extensions: [helper, ...(options.extensions ?? [])],
        env: { ...options.env, WIREWATCH_TEST_CONTROL: line.address },
        ...(options.extensionsFolder ? { extensionsFolder: options.extensionsFolder } : {}),
        ...(options.settings ? { settings: options.settings } : {}),
      });
      const started = server;
      releases.push(() => started.stop());
      const browser = options.browser ?? (await launchBrowser({ headed: options.headed ?? false }));
      if (!options.browser) {
        releases.push(() => browser.close());
      }
      const context = await browser.newContext({
        viewport: options.viewport ?? { width: 1440, height: 900 },
        deviceScaleFactor: 1,
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      releases.push(() => context.close());
      const page = await context.newPage();
      page.on('console', (message) => consoleLines.push(`${message.type()}: ${message.text()}`));
      const payload = [['skipWelcome', 'true'] as const, ['skipReleaseNotes', 'true'] as const];
      await page.goto(workbenchUrl(server, { folder: options.folder, payload }), { waitUntil: 'commit' });
      await Promise.all([waitUntilRestored(page), hello]);
      return new Workbench({ page, server, line, releases, consoleLines });
    } catch (error) {
      await releaseAll(releases);
      const said = [...(server?.lines.slice(-10) ?? []), ...consoleLines.slice(-20)].join('\n');
      throw new Error(`The workbench did not open: ${String(error)}\n${said}`, { cause: error });
    }
  }

  /** Closes page, browser and server. May be called again. */
  async close(): Promise<void> {
    await releaseAll(this.#releases);
  }

  /** The extension host that answers now. */
  get hostIdentity(): HostIdentity | undefined {
    return this.#line.identity;
  }

  /** The last lines of the page's console and of the server, for a failing test. */
  diagnostics(): string {
    return ['-- page', ...this.#consoleLines.slice(-40), '-- server', ...this.server.lines.slice(-40)].join('\n');
  }

  /** Reloads the window; resolves when a new extension host answers. */
  async reload(): Promise<void> {
    const hello = this.#line.nextHello(OPEN_TIMEOUT_IN_MS);
    await this.page.reload({ waitUntil: 'commit' });
    await Promise.all([waitUntilRestored(this.page), hello]);
  }

  // -- the extension host

  /**
   * Runs a function in the extension host. It is sent as source text, so it may use its parameters only, and argument and
   * result are values that JSON can carry.
   */
  async inHost<Argument, Result>(
    run: (api: typeof vscode, argument: Argument, tools: HostTools) => Result,
    argument: Argument,
    timeoutInMs: number = CALL_TIMEOUT_IN_MS,
  ): Promise<Awaited<Result>> {
    return (await this.#line.call(String(run), argument, timeoutInMs)) as Awaited<Result>;
  }

  /** Starts a command without waiting for its end: most commands of a wizard end only after further clicks. */
  async startCommand(command: string, ...args: readonly unknown[]): Promise<void> {
    await this.inHost(
      (api, [id, given]: [string, readonly unknown[]]) => {
        void api.commands.executeCommand(id, ...given);
      },
      [command, args],
    );
  }

  /** Runs a command to its end and gives its result. */
  async runCommand(command: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.inHost(
      (api, [id, given]: [string, readonly unknown[]]) => api.commands.executeCommand(id, ...given),
      [command, args],
    );
  }

  /** Changes a user setting. */
  async updateSetting(key: string, value: unknown): Promise<void> {
    await this.inHost(
      async (api, [name, next]: [string, unknown]) => {
        await api.workspace.getConfiguration().update(name, next, api.ConfigurationTarget.Global);
      },
      [key, value],
    );
  }

  // -- activity bar, views, trees

  /** The icon of a view container. */
  activity(name: string): Locator {
    return this.page.locator('.activitybar').getByRole('tab', { name, exact: true });
  }

  /** Shows a view container, whether or not it is shown already. */
  async openActivity(name: string): Promise<void> {
    const icon = this.activity(name);
    await icon.waitFor();
    if ((await icon.getAttribute('aria-selected')) !== 'true') {
      await icon.click();
    }
  }

  /** A view inside a container, with its header. */
  view(name: string): Locator {
    return this.page.locator('.pane', { has: this.page.locator(`.pane-header[aria-label^="${name}"]`) });
  }

  /** A row of a tree view; `label` is a part of what a screen reader says (label, description and tooltip). */
  item(view: string, label: string | RegExp): Locator {
    return this.view(view).getByRole('treeitem', { name: label }).first();
  }

  async expand(item: Locator): Promise<void> {
    await item.waitFor();
    if ((await item.getAttribute('aria-expanded')) === 'false') {
      await item.locator('.monaco-tl-twistie').click();
    }
  }

  /** Clicks an icon in a tree row. */
  async inlineAction(item: Locator, name: string): Promise<void> {
    await item.hover();
    await item.getByRole('button', { name }).click();
  }

  /** Clicks an entry in the context menu of a tree row or of anything else. */
  async contextAction(item: Locator, name: string): Promise<void> {
    await item.click({ button: 'right' });
    await this.clickMenuItem(name);
  }

  /** Clicks an entry of the open menu. A menu ignores the mouse in its first 100 ms or so, so the click may need repeating. */
  async clickMenuItem(name: string): Promise<void> {
    const entry = this.menuItem(name);
    for (let triesLeft = 5; ; triesLeft--) {
      await entry.click();
      try {
        await entry.waitFor({ state: 'detached', timeout: 500 });
        return;
      } catch (error) {
        if (triesLeft === 0) {
          throw error;
        }
      }
    }
  }

  menuItem(name: string): Locator {
    return this.page.getByRole('menuitem', { name });
  }

  /** Clicks an icon in the header of a view, or in the title of the side bar, where VS Code puts those of an only view. */
  async viewAction(view: string, name: string): Promise<void> {
    await this.view(view).hover(); // icons show while the mouse is there
    const own = this.view(view).locator('.pane-header').getByRole('button', { name });
    const merged = this.page.locator('.part.sidebar > .composite.title').getByRole('button', { name });
    await own.or(merged).first().click();
  }

  // -- prompts, messages, editors

  /** Runs a command by its title in the command palette, as a person does. */
  async palette(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.fill(`>${title}`);
    const last = title.slice(title.indexOf(':') + 1).trim();
    await this.quickInput.options.first().filter({ hasText: last }).click();
  }

  /** A notification by a part of its text. */
  toast(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  /** The running progress bar of a notification. */
  toastProgress(text: string | RegExp): Locator {
    return this.toast(text).locator('.monaco-progress-container.active');
  }

  /** Clicks a button of a notification. */
  async answerToast(text: string | RegExp, button: string): Promise<void> {
    await this.toast(text).getByRole('button', { name: button }).click();
  }

  /** The modal dialog. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Waits for the modal dialog with this text and clicks one of its buttons. */
  async answerDialog(text: string | RegExp, button: string): Promise<void> {
    await this.dialog.filter({ hasText: text }).getByRole('button', { name: button, exact: true }).click();
  }

  /** The title of an editor. */
  tab(name: string | RegExp): Locator {
    return this.page.locator('.tabs-container').getByRole('tab', { name });
  }

  statusBarItem(name: string | RegExp): Locator {
    return this.page.locator('.statusbar').getByRole('button', { name });
  }

  /** The document of a visible webview by panel title or view name; without one, of the custom editor that is shown. */
  webview(title?: string, timeoutInMs: number = WEBVIEW_TIMEOUT_IN_MS): Promise<FrameLocator> {
    return findWebview(this.page, title, timeoutInMs);
  }

  // -- looks

  async theme(name: ThemeName): Promise<void> {
    await this.updateSetting('workbench.colorTheme', `Default ${name}`);
    await this.page.locator(`.monaco-workbench.${THEME_CLASSES[name]}`).waitFor();
    // Colours of webviews and of drawn icons follow in the next frames.
    await this.page.waitForTimeout(300);
  }

  /** Writes a PNG of the whole window. */
  async screenshot(file: string): Promise<void> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  }
}

async function waitUntilRestored(page: Page): Promise<void> {
  await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, RESTORED_MARK, {
    timeout: OPEN_TIMEOUT_IN_MS,
  });
}

/** Releases in reverse order; one that fails does not keep the others. */
async function releaseAll(releases: Release[]): Promise<void> {
  for (let release = releases.pop(); release; release = releases.pop()) {
    try {
      await release();
    } catch (error) {
      console.error(`While closing the workbench: ${String(error)}`);
    }
  }
}

// A VS Code window as a person sees it: a server, a page in Chromium, and words for what one clicks and reads there. Beside the
// eyes and hands it has a line into the extension host, for what a test must arrange or look up.
import fs from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type * as vscode from 'vscode';
import type { HostIdentity, HostTools } from './hostProtocol.ts';
import {
  OPEN_TIMEOUT_IN_MS,
  openWindow,
  waitUntilRestored,
  type OpenWindow,
  type OpenWindowOptions,
} from './openWindow.ts';
import { QuickInput } from './quickInput.ts';
import type { VscodeServer } from './server.ts';
import { findWebview } from './webviewFrame.ts';

/** The themes that Wirewatch is looked at in, by the names that a person sees. */
export type ThemeName = 'Dark Modern' | 'Light Modern' | 'High Contrast' | 'High Contrast Light';

/** The class that the workbench carries in each theme. */
const THEME_CLASSES: Readonly<Record<ThemeName, string>> = {
  'Dark Modern': 'vs-dark',
  'Light Modern': 'vs',
  'High Contrast': 'hc-black',
  'High Contrast Light': 'hc-light',
};

const CALL_TIMEOUT_IN_MS = 15_000;
const WEBVIEW_TIMEOUT_IN_MS = 15_000;
/** After this time without a toast, a notification is looked up in the list of notifications. */
const TOAST_TIMEOUT_IN_MS = 3000;

/** An open window. The test that opens one closes it. */
export class Workbench {
  readonly page: Page;
  readonly server: VscodeServer;
  readonly quickInput: QuickInput;
  readonly #window: OpenWindow;

  private constructor(window: OpenWindow) {
    this.page = window.page;
    this.server = window.server;
    this.quickInput = new QuickInput(window.page);
    this.#window = window;
  }

  /** Opens a window and resolves when the workbench is restored and its extension host answers. */
  static async open(options: OpenWindowOptions = {}): Promise<Workbench> {
    return new Workbench(await openWindow(options));
  }

  /** Closes page, browser and server. May be called again. */
  async close(): Promise<void> {
    await this.#window.close();
  }

  /** The extension host that answers now. */
  get hostIdentity(): HostIdentity | undefined {
    return this.#window.line.identity;
  }

  /** The last lines of the page's console and of the server, for a failing test. */
  diagnostics(): string {
    return ['-- page', ...this.#window.consoleLines.slice(-40), '-- server', ...this.server.lines.slice(-40)].join(
      '\n',
    );
  }

  /** Reloads the window by VS Code's own command, which keeps what it keeps; resolves when a new extension host answers. */
  async reload(): Promise<void> {
    const hello = this.#window.line.nextHello(OPEN_TIMEOUT_IN_MS);
    const reloaded = this.page.waitForEvent('framenavigated', (frame) => frame === this.page.mainFrame());
    await this.startCommand('workbench.action.reloadWindow');
    await reloaded;
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
    return (await this.#window.line.call(String(run), argument, timeoutInMs)) as Awaited<Result>;
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
    // Another command may begin with the same words, so the first of those that hold them all.
    await this.quickInput.options.filter({ hasText: last }).first().click();
  }

  /** A notification that is on the screen, by a part of its text. */
  toast(text: string | RegExp): Locator {
    return this.page.locator(
      '.notifications-toasts .notification-list-item, .notifications-center .notification-list-item',
      {
        hasText: text,
      },
    );
  }

  /**
   * Waits for a notification. VS Code shows no toast for the fourth one within 800 ms, which a test reaches and a person does
   * not: then the list of notifications is opened.
   */
  async notification(text: string | RegExp): Promise<Locator> {
    const toast = this.toast(text).first();
    try {
      await toast.waitFor({ timeout: TOAST_TIMEOUT_IN_MS });
    } catch {
      await this.runCommand('notifications.showList');
      await toast.waitFor();
      // Rows of the list are folded: their buttons show when opened.
      await toast.hover();
      const expand = toast.getByRole('button', { name: 'Expand Notification' });
      if (await expand.isVisible()) {
        await expand.click();
      }
    }
    return toast;
  }

  /** The running progress bar of a notification that is on the screen. */
  toastProgress(text: string | RegExp): Locator {
    const row = this.page.locator('.notifications-toasts .monaco-list-row, .notifications-center .monaco-list-row', {
      hasText: text,
    });
    return row.locator('.monaco-progress-container.active');
  }

  /** Waits for a notification and clicks one of its buttons. */
  async answerToast(text: string | RegExp, button: string): Promise<void> {
    await (await this.notification(text)).getByRole('button', { name: button }).click();
  }

  /** Removes every notification, so that the next one is certain to be new. */
  async clearNotifications(): Promise<void> {
    await this.runCommand('notifications.clearAll');
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

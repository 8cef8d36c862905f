// Opens one VS Code window: a server, a page in Chromium and a line into the extension host, all given back by one close.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { buildFixtureExtension } from './extensionRegistry.ts';
import { HostLine } from './hostLine.ts';
import { prepareVscode } from './prepare.ts';
import { startServer, workbenchUrl, type VscodeServer } from './server.ts';
import type { Settings } from './settings.ts';

/** What a window is opened with. */
export interface OpenWindowOptions {
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

/** An open window and what stands behind it. */
export interface OpenWindow {
  readonly page: Page;
  readonly server: VscodeServer;
  readonly line: HostLine;
  /** What the page wrote to its console so far. */
  readonly consoleLines: readonly string[];
  /** Closes page, browser and server. May be called again. */
  close(): Promise<void>;
}

/** How long a window may take to open or to reload. */
export const OPEN_TIMEOUT_IN_MS = 60_000;
/** How long a click or a wait may take unless it says otherwise. */
const ACTION_TIMEOUT_IN_MS = 15_000;

/** VS Code's own mark that every contribution of its phase "restored" exists. */
const RESTORED_MARK = 'code/didCreateWorkbenchContributions/3';

type Release = () => Promise<void> | void;

/** Opens a window and resolves when the workbench is restored and its extension host answers. */
export async function openWindow(options: OpenWindowOptions): Promise<OpenWindow> {
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
    // The web server in front of this one hands out its half of the key that VS Code keeps secrets with; without it they would be
    // forgotten with the page.
    await context.route('**/mint-key', (route) => route.fulfill({ body: Buffer.alloc(32, 7) }));
    const page = await context.newPage();
    page.setDefaultTimeout(ACTION_TIMEOUT_IN_MS);
    page.on('console', (message) => consoleLines.push(`${message.type()}: ${message.text()}`));
    const payload = [['skipWelcome', 'true'] as const, ['skipReleaseNotes', 'true'] as const];
    await page.goto(workbenchUrl(server, { folder: options.folder, payload }), { waitUntil: 'commit' });
    await Promise.all([waitUntilRestored(page), hello]);
    return { page, server, line, consoleLines, close: () => releaseAll(releases) };
  } catch (error) {
    await releaseAll(releases);
    const said = [...(server?.lines.slice(-10) ?? []), ...consoleLines.slice(-20)].join('\n');
    throw new Error(`The workbench did not open: ${String(error)}\n${said}`, { cause: error });
  }
}

/** Resolves when VS Code has restored the window. */
export async function waitUntilRestored(page: Page): Promise<void> {
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

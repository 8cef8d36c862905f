// Starts the Chromium of this machine, without a window, for pages of VS Code and of webviews. Nothing is downloaded.
import { chromium, type Browser } from 'playwright-core';
import fs from 'node:fs';
import path from 'node:path';

/** How the browser is to run. */
export interface LaunchBrowserOptions {
  /** Shows a window; needs a display. */
  readonly headed?: boolean;
  readonly args?: readonly string[];
}

/** Steady pictures (colours, fonts, no scroll bars) and no traffic of the browser's own. */
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
  '--hide-scrollbars',
];

/** Starts Chromium; the caller closes it. */
export function launchBrowser(options: LaunchBrowserOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: !options.headed,
    args: [...CHROMIUM_ARGS, ...(options.args ?? [])],
  });
}

/** The Chromium to use: the variable CHROMIUM, else the usual places of this platform. Throws with what to do when there is none. */
export function findChromium(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const named = env['CHROMIUM'];
  if (named) {
    if (!fs.existsSync(named)) {
      throw new Error(`The variable CHROMIUM names ${named}, and there is no such file.`);
    }
    return named;
  }
  const found = candidates(env, platform).find((file) => fs.existsSync(file));
  if (!found) {
    throw new Error(
      'No Chromium was found. Tests drive VS Code in Chromium, Chrome or Edge: install one ' +
        '(on Debian and Ubuntu: apt-get install chromium) or set the variable CHROMIUM to its executable.',
    );
  }
  return found;
}

function candidates(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') {
    const apps = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
    return apps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`);
  }
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      (root) => root !== undefined,
    );
    const apps = [
      'Chromium/Application/chrome.exe',
      'Google/Chrome/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return roots.flatMap((root) => apps.map((app) => path.win32.join(root, app)));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

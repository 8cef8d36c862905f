// A screen that nobody sees, for the programs that Wirewatch opens beside VS Code: real Wireshark windows are found and
// photographed on it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runProcess, startProcess, type RunningProcess } from '../support/childProcess.ts';

const START_TIMEOUT_IN_MS = 15_000;
const POLL_IN_MS = 200;

/** A window on the display. */
export interface DisplayWindow {
  /** X11 id, as xdotool and import take it. */
  readonly id: string;
  readonly title: string;
}

/** An Xvfb of our own. Whoever starts one stops it; programs on it lose their screen then and end. */
export class VirtualDisplay {
  /** e.g. ":3" */
  readonly name: string;
  readonly #server: RunningProcess;
  readonly #folder: string;

  private constructor(name: string, server: RunningProcess, folder: string) {
    this.name = name;
    this.#server = server;
    this.#folder = folder;
  }

  /** Starts a server on a free display number, which the server itself picks. */
  static async start(size = '1440x900x24'): Promise<VirtualDisplay> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wwxd-'));
    const server = await startProcess('Xvfb', [
      '-displayfd',
      '1',
      '-screen',
      '0',
      size,
      '-nolisten',
      'tcp',
      '-noreset',
    ]);
    try {
      const number = await server.waitForLine((line) => /^\d+$/.test(line), START_TIMEOUT_IN_MS);
      prepareWireshark(folder);
      return new VirtualDisplay(`:${number}`, server, folder);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Environment for programs on this display: pass it to the VS Code that opens them. */
  get env(): NodeJS.ProcessEnv {
    return {
      DISPLAY: this.name,
      // Where Wireshark keeps preferences, so that a person's own are neither used nor changed.
      WIRESHARK_CONFIG_DIR: path.join(this.#folder, 'wireshark'),
      XDG_RUNTIME_DIR: this.#folder,
      QT_QPA_PLATFORM: 'xcb',
    };
  }

  /** The windows with a title, as a person sees them now. */
  async windows(): Promise<readonly DisplayWindow[]> {
    const tree = await runProcess('xwininfo', ['-display', this.name, '-root', '-tree']);
    return [...tree.matchAll(/^\s+(0x[0-9a-f]+) "(.+)": \(/gm)].map(([, id = '', title = '']) => ({ id, title }));
  }

  /** Waits for a visible window whose title matches. Throws with the titles that there are. */
  async waitForWindow(title: RegExp, timeoutInMs = 30_000): Promise<DisplayWindow> {
    const endAt = performance.now() + timeoutInMs;
    for (;;) {
      const windows = await this.windows();
      const found = windows.find((window) => title.test(window.title));
      if (found) {
        return found;
      }
      if (performance.now() > endAt) {
        const titles = windows.map((window) => JSON.stringify(window.title)).join(', ');
        throw new Error(`no window ${title} on ${this.name} in ${timeoutInMs} ms; there are: ${titles || 'none'}`);
      }
      await delay(POLL_IN_MS);
    }
  }

  /** Presses keys in a window, in the words of xdotool, e.g. "ctrl+q". */
  async pressKeys(window: DisplayWindow, keys: string): Promise<void> {
    const env = { ...process.env, DISPLAY: this.name };
    await runProcess('xdotool', ['windowfocus', '--sync', window.id, 'key', '--window', window.id, keys], { env });
  }

  /** Writes a PNG of the whole display. */
  async screenshot(file: string): Promise<void> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    await runProcess('import', ['-display', this.name, '-window', 'root', file]);
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    fs.rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Wireshark's own questions at a first start would stand in front of the capture. */
function prepareWireshark(folder: string): void {
  const config = path.join(folder, 'wireshark');
  fs.mkdirSync(config, { recursive: true });
  fs.writeFileSync(
    path.join(config, 'recent_common'),
    ['privs.warn_if_elevated: FALSE', 'sys.warn_if_no_capture: FALSE', ''].join('\n'),
  );
  fs.writeFileSync(
    path.join(config, 'preferences'),
    ['gui.update.enabled: FALSE', 'gui.ask_unsaved: FALSE', ''].join('\n'),
  );
}

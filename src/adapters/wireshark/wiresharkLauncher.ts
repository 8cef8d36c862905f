// Finds Wireshark where each platform keeps it, and starts it on a file without a shell in between. It is never ended by us.

import { execFile, spawn } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CallOptions } from '../../app/azure/ports.ts';
import type { WiresharkLauncher } from '../../app/wireshark/openInWireshark.ts';

/** The platform as far as it matters; injected so that every platform's search is tested on any. */
export interface PlatformFacts {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  readonly isExecutable: (file: string) => Promise<boolean>;
  /** The value of a Windows registry key's default entry. */
  readonly readRegistry: (key: string) => Promise<string | undefined>;
}

/** How long a start is watched for an early end. */
const watchInMs = 3000;

/** Starts the desktop's Wireshark. */
export class DesktopWireshark implements WiresharkLauncher {
  readonly #facts: PlatformFacts;

  constructor(facts: PlatformFacts) {
    this.#facts = facts;
  }

  async find(configuredPath: string): Promise<string | undefined> {
    const candidates = configuredPath === '' ? await this.#candidates() : this.#asPrograms(configuredPath);
    for (const candidate of candidates) {
      if (await this.#facts.isExecutable(candidate)) {
        return candidate;
      }
    }
    return undefined;
  }

  hasDisplay(): boolean {
    const { platform, env } = this.#facts;
    return platform === 'win32' || platform === 'darwin' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
  }

  launch(program: string, filePath: string, options: CallOptions = {}): Promise<string | undefined> {
    return new Promise((resolve) => {
      const child = spawn(program, ['-r', filePath], {
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
        windowsHide: false,
      });
      let complaint = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        complaint = (complaint + text).slice(0, 4000);
      });
      const settle = (result: string | undefined): void => {
        clearTimeout(timer);
        options.abortSignal?.removeEventListener('abort', onAbort);
        child.removeAllListeners();
        // What goes wrong after the watch is Wireshark's own window's matter.
        child.on('error', () => undefined);
        child.stderr.destroy();
        child.unref();
        resolve(result);
      };
      const onAbort = (): void => settle(undefined);
      const timer = setTimeout(() => settle(undefined), watchInMs);
      options.abortSignal?.addEventListener('abort', onAbort, { once: true });
      child.once('error', (error) => settle(error.message));
      child.once('exit', (code) =>
        settle(code === 0 ? undefined : (firstLine(complaint) ?? `exit code ${code ?? '?'}`)),
      );
    });
  }

  /** What a person may have chosen: on macOS the application's folder stands for the program in it. */
  #asPrograms(configuredPath: string): string[] {
    return this.#facts.platform === 'darwin' && /\.app\/?$/.test(configuredPath)
      ? [path.posix.join(configuredPath, 'Contents/MacOS/Wireshark')]
      : [configuredPath];
  }

  async #candidates(): Promise<string[]> {
    const { platform, env, homeFolder } = this.#facts;
    switch (platform) {
      case 'win32': {
        const registered = await this.#facts.readRegistry(
          String.raw`HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\Wireshark.exe`,
        );
        const folders = [env['ProgramFiles'], env['ProgramFiles(x86)']].filter((folder) => folder !== undefined);
        return [
          ...(registered === undefined ? [] : [registered]),
          ...folders.map((folder) => path.win32.join(folder, 'Wireshark', 'Wireshark.exe')),
        ];
      }
      case 'darwin':
        return [
          '/Applications/Wireshark.app/Contents/MacOS/Wireshark',
          path.posix.join(homeFolder, 'Applications/Wireshark.app/Contents/MacOS/Wireshark'),
          '/opt/homebrew/bin/wireshark',
          '/usr/local/bin/wireshark',
        ];
      default:
        return [...(env['PATH'] ?? '').split(':').filter(Boolean), '/usr/bin', '/usr/local/bin', '/snap/bin'].map(
          (folder) => path.posix.join(folder, 'wireshark'),
        );
    }
  }
}

/** The facts of the machine this runs on. */
export function machineFacts(env: Readonly<Record<string, string | undefined>>, homeFolder: string): PlatformFacts {
  return {
    platform: process.platform,
    env,
    homeFolder,
    isExecutable: async (file) => {
      try {
        await access(file, process.platform === 'win32' ? constants.F_OK : constants.X_OK);
        // A folder passes as executable too, and macOS programs look like one file to a person.
        return (await stat(file)).isFile();
      } catch {
        // Not there, or not for us: either way nothing to start.
        return false;
      }
    },
    readRegistry: (key) =>
      new Promise((resolve) => {
        execFile('reg', ['query', key, '/ve'], { windowsHide: true }, (error, stdout) => {
          resolve(error === null ? /REG_SZ\s+(.+?)\s*$/m.exec(stdout)?.[1] : undefined);
        });
      }),
  };
}

function firstLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '');
}

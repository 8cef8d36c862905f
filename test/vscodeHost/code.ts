// What @vscode/test-electron starts in place of desktop VS Code: takes the same command line and runs the tests module in the
// extension host of our server, with the workbench open in Chromium. The exit code is that of the tests.
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { parseCodeCommandLine, type CodeCommandLine } from './commandLine.ts';
import { preparedVersion, prepareVscode } from './prepare.ts';
import { startServer, workbenchUrl, type VscodeServer } from './server.ts';

/** Runs VS Code with this command line and gives the exit code. */
export async function runCode(words: readonly string[]): Promise<number> {
  const commandLine = parseCodeCommandLine(words);
  const vscodeFolder = await prepareVscode({ log: (line) => console.error(line) });
  if (commandLine.last('version')) {
    console.log(preparedVersion(vscodeFolder));
    return 0;
  }
  const testsPath = commandLine.last('extensionTestsPath');
  if (!testsPath) {
    console.error('This VS Code runs tests only: --extensionTestsPath is missing.');
    return 2;
  }
  await using run = new TestRun();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void run[Symbol.asyncDispose]().finally(() => process.exit(130)));
  }
  // Awaited here: without it the run would be given back before it is over.
  return await run.start({ commandLine, vscodeFolder, testsPath: path.resolve(testsPath) });
}

interface StartOptions {
  readonly commandLine: CodeCommandLine;
  readonly vscodeFolder: string;
  readonly testsPath: string;
}

/** Everything that one run holds, given back in reverse order. */
class TestRun {
  #releases: (() => Promise<void> | void)[] = [];

  async start(options: StartOptions): Promise<number> {
    const output = await this.#listenForOutput();
    const dataFolder = options.commandLine.last('user-data-dir');
    const extensionsFolder = options.commandLine.last('extensions-dir');
    const developed = options.commandLine.all('extensionDevelopmentPath');
    const server = await startServer({
      vscodeFolder: options.vscodeFolder,
      smokeTestDriver: true,
      // One development path is all that a page may name; the others count as installed.
      extensions: developed.slice(0, -1),
      env: { WIREWATCH_TEST_OUTPUT: output, WIREWATCH_TEST_MODULE: options.testsPath },
      ...(dataFolder ? { dataFolder: path.resolve(dataFolder) } : {}),
      ...(extensionsFolder ? { extensionsFolder: path.resolve(extensionsFolder) } : {}),
    });
    this.#releases.push(() => server.stop());
    const browser = await launchBrowser();
    this.#releases.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const exit = exitCodeOf(page, server);
    await page.exposeFunction('codeAutomationLog', () => {});
    await page.goto(testUrl(server, options.commandLine, developed.at(-1)), { waitUntil: 'commit' });
    try {
      return await exit;
    } catch (error) {
      console.error(`${String(error)}\n${server.lines.slice(-20).join('\n')}`);
      return 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (let release = this.#releases.pop(); release; release = this.#releases.pop()) {
      await release();
    }
  }

  /** A socket whose text goes to standard output; gives its address. */
  async #listenForOutput(): Promise<string> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wwto-'));
    const address = path.join(folder, 'out.sock');
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('data', (text) => process.stdout.write(text));
    });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(address, resolve));
    this.#releases.push(() => {
      for (const socket of sockets) {
        socket.destroy();
      }
      server.close();
      fs.rmSync(folder, { recursive: true, force: true });
    });
    return address;
  }
}

/** The page calls `codeAutomationExit` when the tests module is through; anything that ends before is a failure. */
function exitCodeOf(page: Page, server: VscodeServer): Promise<number> {
  const exit = new Promise<number>((resolve, reject) => {
    page.exposeFunction('codeAutomationExit', (code: number) => resolve(code)).catch(reject);
    page.on('crash', () => reject(new Error('The page of VS Code crashed.')));
    void server.ended.then(({ code, signal }) => reject(new Error(`The server ended with ${code ?? signal}.`)));
  });
  exit.catch(() => {}); // awaited by the caller; until then a failure elsewhere comes first
  return exit;
}

function testUrl(server: VscodeServer, commandLine: CodeCommandLine, developmentPath: string | undefined): string {
  const remote = (file: string): string => `vscode-remote://${server.authority}${path.resolve(file)}`;
  const target = commandLine.paths[0] === undefined ? undefined : path.resolve(commandLine.paths[0]);
  const isWorkspace = target?.endsWith('.code-workspace');
  return workbenchUrl(server, {
    folder: isWorkspace ? undefined : target,
    workspace: isWorkspace ? target : undefined,
    payload: [
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
      ...(developmentPath ? [['extensionDevelopmentPath', remote(developmentPath)] as const] : []),
      ['extensionTestsPath', remote(path.join(import.meta.dirname, 'hostEntry.cjs'))],
    ],
  });
}

// A window with the sandbox for its Azure: what most end-to-end tests start from.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildFixtureExtension } from './extensionRegistry.ts';
import type { OpenWindowOptions } from './openWindow.ts';
import {
  sandboxEnvironment,
  sandboxSettings,
  startSandbox,
  type SandboxProcess,
  type StartSandboxOptions,
} from './sandboxProcess.ts';
import { Workbench } from './workbench.ts';

/** What to open: a window's options, and a sandbox to use or how a new one is to run. */
export interface OpenSandboxWorkbenchOptions
  extends OpenWindowOptions, Pick<StartSandboxOptions, 'seed' | 'alertMinuteInMs'> {
  /** A sandbox that runs already and goes on after this window; without it the window has its own. */
  readonly sandbox?: SandboxProcess;
}

/** A window, its sandbox, and the clicks of signing in. */
export class SandboxWorkbench {
  readonly workbench: Workbench;
  readonly sandbox: SandboxProcess;
  readonly #releases: (() => Promise<void> | void)[];

  private constructor(workbench: Workbench, sandbox: SandboxProcess, releases: (() => Promise<void> | void)[]) {
    this.workbench = workbench;
    this.sandbox = sandbox;
    this.#releases = releases;
  }

  static async open(options: OpenSandboxWorkbenchOptions = {}): Promise<SandboxWorkbench> {
    const releases: (() => Promise<void> | void)[] = [];
    try {
      const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'wwsw-'));
      releases.push(() => fs.rmSync(scratch, { recursive: true, force: true }));
      const sandbox = options.sandbox ?? (await startSandbox(newSandbox(options)));
      if (!options.sandbox) {
        releases.push(() => sandbox.stop());
      }
      const signIn = await buildFixtureExtension('signInExtension', scratch);
      const workbench = await Workbench.open({
        ...options,
        extensions: [signIn, ...(options.extensions ?? [])],
        settings: { ...sandboxSettings(sandbox.info), ...options.settings },
        env: { ...sandboxEnvironment(sandbox.info), ...options.env },
      });
      releases.push(() => workbench.close());
      return new SandboxWorkbench(workbench, sandbox, releases);
    } catch (error) {
      await releaseAll(releases);
      throw error;
    }
  }

  /** Clicks "Allow" in VS Code's question whether an extension may sign in. */
  async allowSignIn(): Promise<void> {
    await this.workbench.answerDialog('sign in using', 'Allow');
  }

  /** Ends the sessions of one account, or of all, as the accounts menu does. */
  async signOut(accountId?: string): Promise<void> {
    await this.workbench.inHost((api, id: string | undefined) => {
      const signIn = api.extensions.getExtension<{ signOut(id?: string): void }>('wirewatch-test.sandbox-sign-in');
      signIn?.exports.signOut(id ?? undefined);
    }, accountId);
  }

  /** Closes the window, then its own sandbox. May be called again. */
  async close(): Promise<void> {
    await releaseAll(this.#releases);
  }
}

function newSandbox({ seed, alertMinuteInMs }: OpenSandboxWorkbenchOptions): StartSandboxOptions {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(alertMinuteInMs === undefined ? {} : { alertMinuteInMs }),
  };
}

async function releaseAll(releases: (() => Promise<void> | void)[]): Promise<void> {
  for (let release = releases.pop(); release; release = releases.pop()) {
    await release();
  }
}

// `npm start -- --json` as a program uses it: one line, a page that answers, and nothing left after it was told to stop.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { projectRoot } from '../support/project.ts';

const BOOTSTRAP = path.join(projectRoot, 'test/tasks/bootstrap.mjs');

interface StartLine {
  readonly url: string;
  readonly sandbox: { readonly pid: number };
  readonly pids: { readonly start: number; readonly server: number; readonly sandbox: number };
  readonly readyInMs: number;
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const) {
  it(`starts everything and leaves nothing after ${signal}`, { timeout: 120_000 }, async () => {
    const child = spawn(process.execPath, [BOOTSTRAP, 'start', '--json', '--no-build', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    while (!text.includes('\n')) {
      assert.equal(child.exitCode, null, 'start ended');
      await delay(50);
    }
    const { url, pids } = JSON.parse(text) as StartLine;
    const page = await fetch(url, { redirect: 'manual' });
    assert.ok(page.status < 400, `the page answers ${page.status}`);

    child.kill(signal);
    await once(child, 'exit');
    // After SIGKILL of the bootstrap the task learns of it by its channel; otherwise all are gone before it.
    const patienceInMs = signal === 'SIGKILL' ? 10_000 : 0;
    const endAt = performance.now() + patienceInMs;
    while (Object.values(pids).some(isRunning) && performance.now() < endAt) {
      await delay(50);
    }
    assert.deepEqual(Object.values(pids).filter(isRunning), []);
    assert.equal(text.trim().split('\n').length, 1);
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

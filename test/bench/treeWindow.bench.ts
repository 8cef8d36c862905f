// The tree over the large estate in the real VS Code with the packaged product: from the last answer of ARM, or from the click,
// until the rows are drawn; and what the window asks while nobody touches it. One machine, one clock: server, sandbox and page
// read the same time.

import type { JSHandle, Page } from 'playwright-core';
import { InstalledProduct } from '../e2e/support.ts';
import type { SandboxInfo } from '../sandbox/contract.ts';
import type { LoggedRequest } from '../sandbox/control/requestLog.ts';
import { startSandbox } from '../vscodeHost/sandboxProcess.ts';
import type { SandboxWorkbench } from '../vscodeHost/sandboxWorkbench.ts';
import { middleOf } from './measure.ts';

const view = 'Azure';
const rounds = 3;
const idleSeconds = 30;

/** What the page has seen of a row: when a person acted last, and when the row was drawn. */
interface Sighting {
  actedAt: number;
  drawnAt: number | undefined;
}

/** One step of one round; times in milliseconds, absent where they mean nothing. */
interface Sample {
  readonly calls: number;
  readonly fromClick: number | undefined;
  readonly fromAnswer: number | undefined;
}

const samples = new Map<string, Sample[]>();

/** ARM's log since the last call of this; tokens do not count. */
async function takeRequests({ controlUrl }: SandboxInfo): Promise<readonly LoggedRequest[]> {
  const requests = (await (await fetch(`${controlUrl}/requests`)).json()) as readonly LoggedRequest[];
  await fetch(`${controlUrl}/requests`, { method: 'DELETE' });
  return requests.filter(({ path }) => !path.endsWith('/token'));
}

/** Has the page note when a row whose name begins so is drawn, from now on. */
function watchRow(page: Page, name: string): Promise<JSHandle<Sighting>> {
  return page.evaluateHandle((wanted) => {
    const sighting: Sighting = { actedAt: Date.now(), drawnAt: undefined };
    const act = (): void => {
      sighting.actedAt = Date.now();
    };
    const observer = new MutationObserver(() => {
      const rows = Array.from(document.querySelectorAll('.sidebar .pane .monaco-list-row'));
      if (rows.some((row) => row.getAttribute('aria-label')?.startsWith(wanted) === true)) {
        observer.disconnect();
        document.removeEventListener('mousedown', act, true);
        document.removeEventListener('keydown', act, true);
        requestAnimationFrame(() => {
          sighting.drawnAt = Date.now();
        });
      }
    });
    document.addEventListener('mousedown', act, true);
    document.addEventListener('keydown', act, true);
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    return sighting;
  }, name);
}

/** Does something in the window and waits for the row that it brings. */
async function step(
  what: string,
  { workbench: { page }, sandbox: { info } }: SandboxWorkbench,
  { row, act, isClick = true }: { readonly row: string; readonly act: () => Promise<void>; readonly isClick?: boolean },
): Promise<void> {
  await takeRequests(info);
  const sighting = await watchRow(page, row);
  await act();
  await page.waitForFunction(({ drawnAt }) => drawnAt !== undefined, sighting);
  const { actedAt, drawnAt = 0 } = await sighting.jsonValue();
  // What is asked for late was caused by the same click.
  await page.waitForTimeout(1500);
  const requests = await takeRequests(info);
  const answered = requests
    .map(({ at, durationInMs }) => Date.parse(at) + durationInMs)
    .filter((end) => end >= actedAt && end <= drawnAt);
  const sample = {
    calls: requests.length,
    fromClick: isClick ? drawnAt - actedAt : undefined,
    fromAnswer: answered.length === 0 ? undefined : drawnAt - Math.max(...answered),
  };
  samples.set(what, [...(samples.get(what) ?? []), sample]);
}

/** Opens or closes a row. */
async function toggle({ workbench }: SandboxWorkbench, name: RegExp): Promise<void> {
  await workbench.item(view, name).locator('.monaco-tl-twistie').click();
}

/** Calls, and processor time of the extension host, of a while in which nobody touches the window. */
async function idle(opened: SandboxWorkbench): Promise<{ readonly calls: number; readonly cpuMsPerSecond: number }> {
  const { workbench, sandbox } = opened;
  // Statuses that came into sight are asked for at once; that is over then.
  await workbench.page.waitForTimeout(2000);
  const cpuMs = (): Promise<number> =>
    workbench.inHost(() => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    }, undefined);
  await takeRequests(sandbox.info);
  const before = await cpuMs();
  await workbench.page.waitForTimeout(idleSeconds * 1000);
  const cpu = (await cpuMs()) - before;
  return { calls: (await takeRequests(sandbox.info)).length, cpuMsPerSecond: Math.round(cpu / idleSeconds) };
}

async function round(opened: SandboxWorkbench): Promise<void> {
  const { workbench } = opened;
  await step('signed in: first paint, 4 subscriptions', opened, {
    row: 'Fabrikam Edge Production',
    isClick: false,
    act: async () => {
      await workbench.view(view).getByRole('button', { name: 'Sign In' }).click();
      await opened.allowSignIn();
    },
  });
  await step('expand a subscription', opened, {
    row: 'NetworkWatcher_australiaeast',
    act: () => toggle(opened, /^Fabrikam Edge Production/),
  });
  await step('expand a watcher with 13 captures', opened, {
    row: 'incident-',
    act: () => toggle(opened, /^NetworkWatcher_australiaeast/),
  });
  await toggle(opened, /^NetworkWatcher_australiaeast/);
  await step('expand 1,250 machines', opened, { row: 'vm-', act: () => toggle(opened, /^Virtual Machines/) });
  await toggle(opened, /^Virtual Machines/);
  await step('expand them again', opened, { row: 'vm-', act: () => toggle(opened, /^Virtual Machines/) });
  await workbench.startCommand('wirewatch.filterExplorer');
  await workbench.quickInput.input.waitFor();
  await workbench.quickInput.fill('westus2 120');
  await step('filter them', opened, { row: 'vm-westus2', act: () => workbench.quickInput.accept() });
}

async function opened(product: InstalledProduct, options: Parameters<InstalledProduct['open']>[0]) {
  const window = await product.open(options);
  await window.workbench.openActivity('Wirewatch');
  await window.workbench.view(view).getByRole('button', { name: 'Sign In' }).waitFor();
  return window;
}

/** The middle of the values that mean something. */
function middle(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : middleOf(known);
}

const product = await InstalledProduct.install();
const sandbox = await startSandbox({ estate: 'large', rate: 0 });
try {
  for (let index = 0; index < rounds; index++) {
    const window = await opened(product, { sandbox });
    try {
      await round(window);
    } finally {
      await window.close();
    }
  }
  const settings = { 'wirewatch.subscriptions': sandbox.info.subscriptions.slice(0, 3).map(({ id }) => id) };
  const window = await opened(product, { sandbox, settings });
  const polling: object[] = [];
  try {
    await step('signed in: first paint, 3 chosen, each open', window, {
      row: 'NetworkWatcher_australiaeast',
      isClick: false,
      act: async () => {
        await window.workbench.view(view).getByRole('button', { name: 'Sign In' }).click();
        await window.allowSignIn();
      },
    });
    await takeRequests(sandbox.info);
    await window.workbench.runCommand('wirewatch.refresh');
    await window.workbench.page.waitForTimeout(1500);
    const calls = (await takeRequests(sandbox.info)).length;
    samples.set('refresh the 3 open ones', [{ calls, fromClick: undefined, fromAnswer: undefined }]);
    polling.push({ runningInSight: 0, ...(await idle(window)) });
    await toggle(window, /^NetworkWatcher_australiaeast/);
    await window.workbench.item(view, /^incident-/).waitFor();
    polling.push({ runningInSight: 3, ...(await idle(window)) });
    await window.workbench.runCommand('workbench.view.explorer');
    polling.push({ runningInSight: 'panel hidden', ...(await idle(window)) });
  } finally {
    await window.close();
  }
  const rows = Array.from(samples, ([what, all]) => ({
    what,
    calls: middleOf(all.map(({ calls }) => calls)),
    clickToRowsMs: middle(all.map(({ fromClick }) => fromClick)),
    answerToRowsMs: middle(all.map(({ fromAnswer }) => fromAnswer)),
  }));
  console.table(rows);
  console.table(polling);
  console.log(JSON.stringify({ bench: 'treeWindow', rounds, rows, idleSeconds, polling }));
} finally {
  await sandbox.stop();
  product.remove();
}

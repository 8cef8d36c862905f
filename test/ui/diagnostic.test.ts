// The page of a diagnostic: its states and buttons, the report as a person reads it, the topology by keyboard, and for everybody.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import axe from 'axe-core';
import { runDiagnostic } from '../../src/app/diagnostic/runDiagnostic.ts';
import type { DiagnosticQuestion } from '../../src/domain/diagnostic/diagnosticForm.ts';
import type { DiagnosticState } from '../../src/domain/diagnostic/diagnosticState.ts';
import { estate, FakeDiagnostics, groupId, machine, machineId, networkId, rule } from '../support/diagnostics.ts';
import { DiagnosticStage } from './diagnosticView.ts';
import type { DiagnosticView } from './diagnosticView.ts';
import type { ThemeName } from './themes.ts';

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

const questions = {
  ipFlow: {
    kind: 'ipFlow',
    question: {
      machineId: machineId('web-1'),
      direction: 'inbound',
      protocol: 'tcp',
      localAddress: '10.1.0.4',
      localPort: 3389,
      remoteAddress: '203.0.113.7',
      remotePort: 60_000,
    },
  },
  nextHop: {
    kind: 'nextHop',
    question: { machineId: machineId('web-1'), sourceAddress: '10.1.0.4', destinationAddress: '8.8.8.8' },
  },
  connectivity: {
    kind: 'connectivity',
    question: {
      machineId: machineId('web-1'),
      destination: { kind: 'resource', resourceId: machineId('db-1') },
      protocol: 'tcp',
      port: 5432,
    },
  },
  securityRules: { kind: 'securityRules' },
  topology: { kind: 'topology' },
  flowLogs: { kind: 'flowLogs' },
} as const satisfies Readonly<Record<string, DiagnosticQuestion>>;

/** A finished question, with the report that the product itself makes. */
async function done(asked: DiagnosticQuestion, fake = new FakeDiagnostics()): Promise<DiagnosticState> {
  const { report } = await runDiagnostic(fake, { machine: machine(), asked });
  return { kind: 'done', report, finishedAt: Date.UTC(2026, 0, 2, 3, 4, 5) };
}

describe('diagnostic page', () => {
  let stage: DiagnosticStage;
  before(async () => {
    stage = await DiagnosticStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  /** What axe finds serious or critical. */
  async function check(view: DiagnosticView, what: string): Promise<string[]> {
    const before = (await view.complaints()).length;
    const found: AxeResult = await view.page.evaluate(
      `${axe.source}; axe.run('body', { resultTypes: ['violations'] })`,
    );
    await view.drawn();
    // axe itself tries a style element, which the policy refuses.
    await view.page.evaluate((length) => window.seenViolations.splice(length), before);
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes
          .slice(0, 4)
          .map(({ html, failureSummary }) => `${what}: ${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
      );
  }

  const buttons = (view: DiagnosticView): Promise<string[]> => view.page.locator('.actions button').allInnerTexts();

  it('shows that it waits, with Cancel only, and then the answer', async () => {
    const view = await stage.open({ kind: 'running' });
    assert.match(await view.page.getByRole('status').first().innerText(), /Asking Azure/);
    assert.deepEqual(await buttons(view), ['Cancel']);
    await view.button('Cancel').click();
    assert.deepEqual(view.acted, ['cancel']);
    await view.tell({ kind: 'cancelled' });
    assert.match(await view.page.getByRole('status').first().innerText(), /stopped before there was an answer/);
    assert.deepEqual(await buttons(view), ['Run again', 'Ask anew...']);
    await view.tell(await done(questions.nextHop));
    assert.equal(await view.page.getByRole('heading', { level: 1 }).innerText(), 'Next hop from web-1');
    assert.match(await view.page.locator('.verdict').innerText(), /go to the internet/);
    assert.deepEqual(await buttons(view), ['Run again', 'Ask anew...', 'Show JSON', 'Copy as Markdown']);
  });

  it('says what went wrong in words, and can run again', async () => {
    const view = await stage.open({ kind: 'failed', message: 'You may not do this.' }, { canAskAnew: false });
    assert.match(await view.page.locator('.verdict.bad').innerText(), /You may not do this\./);
    assert.deepEqual(await buttons(view), ['Run again']);
    await view.button('Run again').click();
    assert.deepEqual(view.acted, ['runAgain']);
  });

  it('asks the host for JSON and copies, and says when something did not work', async () => {
    const view = await stage.open(await done(questions.nextHop));
    await view.button('Show JSON').click();
    await view.button('Ask anew...').click();
    await view.button('Copy as Markdown').click();
    await view.page.locator('.note', { hasText: 'Copied' }).waitFor();
    assert.deepEqual(view.acted, ['showJson', 'askAnew', 'copyReport']);
    view.failure = 'The editor could not be opened.';
    await view.button('Show JSON').click();
    await view.page.locator('.note', { hasText: 'The editor could not be opened.' }).waitFor();
  });

  it('marks the deciding rule by a word and not by colour alone', async () => {
    const view = await stage.open(await done(questions.ipFlow));
    const rows = await view.page.locator('tbody tr').evaluateAll((all) => all.map((row) => row.textContent));
    assert.equal(rows.length, 2);
    assert.match(rows[0] ?? '', /^\s*decides\s*100DenyRdpnsg-web, at the subnetdeny/);
    assert.doesNotMatch(rows[1] ?? '', /decides/);
    assert.equal(await view.page.locator('tr.marked').count(), 1);
    await view.picture('diagnostic-ipFlow');
  });

  it('shows the way hop by hop with what stops it', async () => {
    const view = await stage.open(await done(questions.connectivity));
    const hops = await view.page.locator('.hops > li').allInnerTexts();
    assert.equal(hops.length, 2);
    assert.match(
      hops[0] ?? '',
      /web-1 \(Source\)[\s\S]*10\.1\.0\.4[\s\S]*"DenyDb" stops the packets[\s\S]*next hop in 2 ms/,
    );
    await view.picture('diagnostic-connectivity');
  });

  it('walks the topology by keyboard, tells each box, and shows the chosen one', async () => {
    const view = await stage.open(await done(questions.topology));
    const focused = (): Promise<string | null> =>
      view.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
    // The machine in question is where Tab leads to.
    await view.page.locator('.node[tabindex="0"]').focus();
    assert.equal(await focused(), 'web-1, virtual machine, this machine, within web-1-nic');
    await view.press('ArrowLeft');
    assert.equal(await focused(), 'web-1-nic, network card, within web, connected to web-1-ip');
    await view.press('Enter');
    assert.equal(await view.page.locator('.details h3').innerText(), 'web-1-nic');
    assert.equal(await view.page.locator('.node[aria-pressed=true]').count(), 1);
    assert.equal(await view.page.locator('.tie.on').count(), 1);
    await view.press('ArrowUp', 'ArrowUp');
    assert.match((await focused()) ?? '', /^vnet-main, virtual network/);
    assert.equal(await view.page.locator('.node[tabindex="0"]').count(), 1);
    await view.button('Copy Resource ID').click();
    await view.page.locator('.note', { hasText: 'Copied' }).waitFor();
    assert.deepEqual(view.copied, [networkId('networkInterfaces/web-1-nic')]);
    await view.picture('diagnostic-topology');
  });

  it('makes the picture smaller, larger and whole, and keeps it in its frame', async () => {
    const fake = new FakeDiagnostics();
    fake.resources = [
      ...estate,
      ...Array.from({ length: 12 }, (_, n) => ({
        id: networkId(`networkInterfaces/nic-${n}`),
        name: `nic-${n}`,
        region: 'westeurope',
        linkedIds: [
          networkId(`virtualNetworks/vnet-main/subnets/s${n % 3}`),
          machineId(`m-${n}`),
          networkId(`publicIPAddresses/ip-${n}`),
        ],
      })),
    ];
    const view = await stage.open(await done(questions.topology, fake), { width: 700 });
    const width = async (): Promise<number> => Number(await view.page.locator('svg').getAttribute('width'));
    const full = await width();
    await view.button('Larger picture').click();
    assert.ok((await width()) > full);
    await view.button('Smaller picture').click();
    assert.equal(await width(), full);
    await view.button('Whole picture').click();
    assert.ok((await width()) <= 700);
    const overflow = await view.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `the page is ${overflow} pixels too wide`);
    await view.picture('diagnostic-topology-large');
  });

  it('shows hostile names as text', async () => {
    const fake = new FakeDiagnostics();
    const evil = '<img src=x onerror="window.hacked=1">';
    fake.rules = fake.rules.map((card) => ({ ...card, cardRules: [rule(evil, { groupId: groupId('a') })] }));
    fake.resources = [{ id: networkId(`publicIPAddresses/${evil}`), name: evil, region: evil, linkedIds: [] }];
    for (const asked of [questions.securityRules, questions.topology]) {
      const view = await stage.open(await done(asked, fake));
      assert.equal(await view.page.locator('img').count(), 0);
      assert.equal(await view.page.evaluate(() => 'hacked' in window), false);
      assert.ok((await view.page.locator('table').first().innerText()).includes(evil));
    }
  });

  it('speaks the language of the editor', async () => {
    const view = await stage.open({ kind: 'running' }, { language: 'pt-br' });
    assert.match(await view.page.getByRole('status').first().innerText(), /Perguntando ao Azure/);
    assert.equal(await view.page.locator('html').getAttribute('lang'), 'pt-br');
  });

  for (const theme of ['dark', 'light', 'highContrast'] as const satisfies readonly ThemeName[]) {
    it(`has nothing serious for axe in any report or state: ${theme}`, async () => {
      const found: string[] = [];
      for (const [name, asked] of Object.entries(questions)) {
        const view = await stage.open(await done(asked), { theme });
        found.push(...(await check(view, name)));
        await view.picture(`diagnostic-${name}-${theme}`);
      }
      const view = await stage.open({ kind: 'running' }, { theme });
      found.push(...(await check(view, 'running')));
      await view.tell({ kind: 'failed', message: 'No.' });
      found.push(...(await check(view, 'failed')));
      assert.deepEqual([...new Set(found)], []);
    });
  }

  it('moves nothing for who does not want motion, and fits 320 pixels', async () => {
    const view = await stage.open({ kind: 'running' }, { width: 320 });
    await view.page.emulateMedia({ reducedMotion: 'reduce' });
    const icon = view.page.locator('.verdict .codicon');
    assert.equal(await icon.evaluate((element) => getComputedStyle(element).animationName), 'none');
    await view.tell(await done(questions.flowLogs));
    const overflow = await view.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `the page is ${overflow} pixels too wide`);
    await view.picture('diagnostic-320');
  });
});

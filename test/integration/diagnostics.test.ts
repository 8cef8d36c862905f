// Network Watcher's diagnostics through the real network client: what each asks and answers, cancelling, refusals, and faults.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { completeMachine, findMachines } from '../../src/app/diagnostic/findMachines.ts';
import { runDiagnostic } from '../../src/app/diagnostic/runDiagnostic.ts';
import type { FinishedDiagnostic } from '../../src/app/diagnostic/runDiagnostic.ts';
import { isCancelled } from '../../src/base/abort.ts';
import { at } from '../../src/base/json.ts';
import { readForm } from '../../src/domain/diagnostic/diagnosticForm.ts';
import type { FormValues } from '../../src/domain/diagnostic/diagnosticForm.ts';
import type { DiagnosticKind, DiagnosticMachine } from '../../src/domain/diagnostic/diagnosticKind.ts';
import type { ReportSection } from '../../src/domain/diagnostic/diagnosticReport.ts';
import { assertUserError } from '../support/assertUserError.ts';
import { SandboxAzure } from './sandboxAzure.ts';

const officeAddress = '203.0.113.7';

function tables({ report }: FinishedDiagnostic): Extract<ReportSection, { kind: 'table' }>[] {
  return report.sections.filter((section) => section.kind === 'table');
}

describe('diagnostics', () => {
  let azure: SandboxAzure;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none' });
  });
  after(() => azure.stop());
  afterEach(() => azure.control('/reset'));

  const machine = (name: string): Promise<DiagnosticMachine> =>
    completeMachine(azure.services().inventory, { id: azure.machine(name) });

  /** Asks as the commands do: the machine's cards, the form, the question. */
  async function ask(
    name: string,
    kind: DiagnosticKind,
    values: FormValues = {},
    options: { readonly account?: string; readonly abortSignal?: AbortSignal } = {},
  ): Promise<FinishedDiagnostic> {
    const { diagnostics } = azure.services(options);
    const found = await machine(name);
    const read = readForm(kind, await azure.services().diagnostics.getMachineNetwork(found), values);
    assert.ok('asked' in read, JSON.stringify(read));
    const { abortSignal } = options;
    return await runDiagnostic(diagnostics, { machine: found, asked: read.asked }, { abortSignal });
  }

  it('reads the cards of a machine, and finds those that a watcher can be asked about', async () => {
    const found = await machine('vm-legacy-erp');
    const { cards } = await azure.services().diagnostics.getMachineNetwork(found);
    assert.deepEqual(
      cards.map(({ addresses, isPrimary }) => [addresses, isPrimary]),
      [[['10.1.0.20'], true]],
    );
    const names = (await findMachines(azure.services().inventory)).map(({ name }) => name);
    assert.ok(names.includes('vm-legacy-erp') && !names.includes('vm-france-01'), names.join());
    await assertUserError(machine('vm-france-01'), 'noWatcherInRegion');
  });

  it('finds the rule that denies RDP before the one that allows it, and marks it', async () => {
    const from = azure.sandbox.requests.entries.length;
    const finished = await ask('vm-legacy-erp', 'ipFlow', {
      direction: 'inbound',
      protocol: 'tcp',
      localAddress: '10.1.0.20',
      localPort: '3389',
      remoteAddress: officeAddress,
      remotePort: '60000',
    });
    assert.deepEqual(finished.report.verdict, {
      tone: 'bad',
      text: `TCP packets from ${officeAddress}:60000 to 10.1.0.20:3389 are denied by the rule "Deny-Rdp".`,
    });
    const [table] = tables(finished);
    const marked = table?.rows.filter(({ mark }) => mark !== undefined).map(({ cells }) => [cells[1], cells[2]]);
    assert.deepEqual(marked, [['Deny-Rdp', 'nsg-erp, at the network card']]);
    assert.equal(at(finished.json, 'ipFlowVerify', 'access'), 'Deny');
    assert.ok(Array.isArray(at(finished.json, 'securityGroupView', 'networkInterfaces')));
    const posts = azure.requestsSince(from).filter((each) => each.startsWith('POST'));
    assert.equal(posts.filter((each) => each.endsWith('ipFlowVerify 202')).length, 1, posts.join('\n'));
    assert.equal(posts.filter((each) => each.endsWith('securityGroupView 202')).length, 1, posts.join('\n'));
  });

  it('lets HTTPS to the gateway through, and mail from it not', async () => {
    const inbound = { direction: 'inbound', protocol: 'tcp', localAddress: '10.1.2.4', localPort: '443' };
    const allowed = await ask('vm-gateway-01', 'ipFlow', {
      ...inbound,
      remoteAddress: officeAddress,
      remotePort: '1024',
    });
    assert.match(allowed.report.verdict.text, /allowed by the rule "Allow-Https"/);
    const outbound = { direction: 'outbound', protocol: 'tcp', localAddress: '10.1.2.4', localPort: '60000' };
    const denied = await ask('vm-gateway-01', 'ipFlow', { ...outbound, remoteAddress: '8.8.8.8', remotePort: '25' });
    assert.match(denied.report.verdict.text, /denied by the rule "Deny-Smtp"/);
  });

  for (const [to, text] of [
    ['8.8.8.8', /go to the internet/],
    ['192.168.40.9', /go to the virtual appliance at 10\.1\.5\.4/],
    ['172.16.5.5', /are dropped/],
    ['10.1.2.4', /stay in the virtual network/],
  ] as const) {
    it(`says where packets to ${to} go`, async () => {
      const values = { sourceAddress: '10.1.0.4', destinationAddress: to };
      const { report, json } = await ask('vm-orders-01', 'nextHop', values);
      assert.match(report.verdict.text, text);
      assert.equal(typeof at(json, 'nextHopType'), 'string');
    });
  }

  it('tries connections: one that comes through, one that a rule stops', async () => {
    const reached = await ask('vm-gateway-01', 'connectivity', {
      destination: azure.machine('vm-orders-01'),
      protocol: 'tcp',
      port: '8080',
    });
    assert.equal(reached.report.verdict.tone, 'good', reached.report.verdict.text);
    const stopped = await ask('vm-orders-01', 'connectivity', { destination: '10.1.2.4', protocol: 'tcp', port: '25' });
    assert.equal(stopped.report.verdict.tone, 'bad', stopped.report.verdict.text);
    const hops = stopped.report.sections.find((section) => section.kind === 'hops')?.hops ?? [];
    assert.ok(hops.length >= 2 && hops.some(({ issues }) => issues.length > 0), JSON.stringify(hops));
  });

  it('lists the rules of both directions, and what is open to everybody', async () => {
    const finished = await ask('vm-gateway-01', 'securityRules');
    assert.match(finished.report.verdict.text, /Allow-Https/);
    assert.deepEqual(
      tables(finished).map(({ rows }) => rows.length > 2),
      [true, true],
    );
  });

  it('draws the topology of the resource group with the machine in it', async () => {
    const finished = await ask('vm-gateway-01', 'topology');
    const picture = finished.report.sections.find((section) => section.kind === 'picture')?.picture;
    const own = picture?.nodes.find(({ isFocus }) => isFocus);
    assert.equal(own?.name, 'vm-gateway-01');
    const chain: string[] = [];
    for (
      let index = picture?.nodes.findIndex(({ isFocus }) => isFocus);
      index !== undefined;
      index = picture?.nodes[index]?.parent
    ) {
      chain.push(picture?.nodes[index]?.kind ?? '');
    }
    assert.deepEqual(chain, ['machine', 'card', 'subnet', 'virtualNetwork']);
    assert.ok(picture !== undefined && picture.lines.length > 0);
    assert.ok(Array.isArray(at(finished.json, 'resources')));
    // The SDK would make a Date of it.
    assert.equal(typeof at(finished.json, 'createdDateTime'), 'string');
  });

  it('lists flow logs with their settings', async () => {
    const finished = await ask('vm-gateway-01', 'flowLogs');
    assert.equal(finished.report.verdict.text, 'Flow logs in westeurope: 2; switched on: 1.');
    assert.deepEqual(
      tables(finished)[0]
        ?.rows.map(({ cells }) => [cells[0], cells[1]])
        .toSorted((a, b) => (a[0] ?? '').localeCompare(b[0] ?? '')),
      [
        ['nsg-gateway-flowlog', 'off'],
        ['vnet-fabrikam-flowlog', 'on'],
      ],
    );
  });

  it('says what the service says of a machine that does not run', async () => {
    const values = { sourceAddress: '10.1.0.30', destinationAddress: '8.8.8.8' };
    await assertUserError(ask('vm-batch-01', 'nextHop', values), 'serviceFailed', /VMNotRunning/);
  });

  it('says who may not ask', async () => {
    await assertUserError(
      ask('vm-gateway-01', 'securityRules', {}, { account: 'ren' }),
      'forbidden',
      /securityGroupView/,
    );
  });

  it('stops waiting when it is cancelled, at whatever time', async () => {
    const controller = new AbortController();
    const running = ask('vm-gateway-01', 'securityRules', {}, { abortSignal: controller.signal });
    controller.abort();
    await assert.rejects(running, isCancelled);
    await azure.control('/faults', { pathPattern: 'operations/', latencyInMs: 5000 });
    const later = new AbortController();
    const waiting = ask('vm-gateway-01', 'securityRules', {}, { abortSignal: later.signal });
    setTimeout(() => later.abort(), 400);
    await assert.rejects(waiting, isCancelled);
  });

  it('writes no token and no signed address to the log', () => {
    const text = azure.log.lines.join('\n');
    assert.ok(azure.log.lines.length > 10);
    assert.ok(!/bearer |[?&](?:t|c|s|h)=/i.test(text), 'a secret stands in the log');
  });
});

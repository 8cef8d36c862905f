// Each question goes to its operation, and its answer becomes a report whose first sentence says what came out.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forbidden } from '../../../../src/app/error/userErrors.ts';
import { runDiagnostic } from '../../../../src/app/diagnostic/runDiagnostic.ts';
import type { FinishedDiagnostic } from '../../../../src/app/diagnostic/runDiagnostic.ts';
import { isCancelled } from '../../../../src/base/abort.ts';
import type { DiagnosticQuestion } from '../../../../src/domain/diagnostic/diagnosticForm.ts';
import type { DiagnosticReport, ReportSection } from '../../../../src/domain/diagnostic/diagnosticReport.ts';
import type { NextHopType } from '../../../../src/domain/diagnostic/nextHop.ts';
import {
  card,
  cardRules,
  FakeDiagnostics,
  groupId,
  machine,
  machineId,
  networkId,
  rule,
  stoppedConnection,
} from '../../../support/diagnostics.ts';

const flow = {
  kind: 'ipFlow',
  question: {
    machineId: machineId('web-1'),
    direction: 'inbound',
    protocol: 'tcp',
    localAddress: '10.1.0.4',
    localPort: 3389,
    remoteAddress: '203.0.113.7',
    remotePort: '*',
  },
} as const satisfies DiagnosticQuestion;

const hop = {
  kind: 'nextHop',
  question: { machineId: machineId('web-1'), sourceAddress: '10.1.0.4', destinationAddress: '8.8.8.8' },
} as const satisfies DiagnosticQuestion;

const connection = {
  kind: 'connectivity',
  question: {
    machineId: machineId('web-1'),
    destination: { kind: 'resource', resourceId: machineId('db-1') },
    protocol: 'tcp',
    port: 5432,
  },
} as const satisfies DiagnosticQuestion;

function run(fake: FakeDiagnostics, asked: DiagnosticQuestion, abortSignal?: AbortSignal): Promise<FinishedDiagnostic> {
  return runDiagnostic(fake, { machine: machine(), asked }, { abortSignal });
}

function table(report: DiagnosticReport, at = 0): Extract<ReportSection, { kind: 'table' }> {
  const found = report.sections.filter((section) => section.kind === 'table')[at];
  assert.ok(found?.kind === 'table');
  return found;
}

function facts(report: DiagnosticReport): Record<string, string> {
  const found = report.sections.find((section) => section.kind === 'facts');
  return Object.fromEntries(found?.facts.map(({ label, value }) => [label, value]) ?? []);
}

describe('runDiagnostic', () => {
  for (const [kind, call] of [
    ['securityRules', `showSecurityRules ${machine().id}`],
    ['topology', 'showTopology rg-app'],
    ['flowLogs', `listFlowLogs ${machine().watcherId}`],
  ] as const) {
    it(`asks for ${kind} without more questions and passes on the JSON as it came`, async () => {
      const fake = new FakeDiagnostics();
      const { report, json } = await run(fake, { kind });
      assert.deepEqual(fake.calls, [call]);
      assert.deepEqual(json, { raw: call.split(' ')[0] });
      assert.equal(report.kind, kind);
    });
  }

  it('ends with its signal, as cancelled', async () => {
    const fake = new FakeDiagnostics();
    fake.gate = Promise.withResolvers<void>().promise;
    const controller = new AbortController();
    const running = run(fake, hop, controller.signal);
    controller.abort();
    await assert.rejects(running, isCancelled);
  });
});

describe('IP flow', () => {
  it('says what decided, and marks the rule among those in effect', async () => {
    const { report, json } = await run(new FakeDiagnostics(), flow);
    assert.deepEqual(report.verdict, {
      tone: 'bad',
      text: 'TCP packets from 203.0.113.7, any port to 10.1.0.4:3389 are denied by the rule "DenyRdp".',
    });
    assert.equal(facts(report)['The rule comes from'], 'nsg-web, at the subnet');
    assert.deepEqual(
      table(report).rows.map(({ cells, mark }) => [cells[1], mark]),
      [
        ['DenyRdp', 'decides'],
        ['DenyAllInBound', undefined],
      ],
    );
    assert.deepEqual(json, { ipFlowVerify: { raw: 'verifyIpFlow' }, securityGroupView: { raw: 'showSecurityRules' } });
  });

  it('turns the ends round for packets that go out', async () => {
    const fake = new FakeDiagnostics();
    fake.ipFlow = { access: 'allow' };
    const asked = { ...flow, question: { ...flow.question, direction: 'outbound', remotePort: 443 } } as const;
    const { verdict } = (await run(fake, asked)).report;
    assert.deepEqual(verdict, { tone: 'good', text: 'TCP packets from 10.1.0.4:3389 to 203.0.113.7:443 are allowed.' });
  });

  it('gives the decision also to who may not read the rules, and says so', async () => {
    const fake = new FakeDiagnostics();
    fake.failures.set('showSecurityRules', forbidden('securityGroupView/action'));
    const { report } = await run(fake, flow);
    assert.equal(report.verdict.tone, 'bad');
    assert.match(facts(report)['The rules in effect could not be read'] ?? '', /securityGroupView/);
    assert.equal(report.sections.length, 1);
  });

  it('does not hide a mistake of ours behind the decision', async () => {
    const fake = new FakeDiagnostics();
    fake.failures.set('showSecurityRules', new TypeError('ours'));
    await assert.rejects(run(fake, flow), TypeError);
  });

  it('shows the rules of the asked card only', async () => {
    const fake = new FakeDiagnostics();
    fake.rules = [cardRules({}), cardRules({ cardId: card('other').id, cardRules: [rule('A')] })];
    const asked = { ...flow, question: { ...flow.question, cardId: card('OTHER').id } };
    const { report } = await run(fake, asked);
    assert.deepEqual(
      report.sections.map(({ title }) => title),
      ['Packet', 'Inbound rules in effect on other'],
    );
  });
});

describe('next hop', () => {
  for (const [type, tone, text] of [
    ['internet', 'neutral', 'Packets from 10.1.0.4 to 8.8.8.8 go to the internet.'],
    ['virtualAppliance', 'neutral', 'Packets from 10.1.0.4 to 8.8.8.8 go to the virtual appliance at 10.9.0.4.'],
    ['virtualNetwork', 'neutral', 'Packets from 10.1.0.4 to 8.8.8.8 stay in the virtual network.'],
    ['none', 'bad', 'Packets from 10.1.0.4 to 8.8.8.8 are dropped: the route leads nowhere.'],
    ['unknown', 'neutral', 'Packets from 10.1.0.4 to 8.8.8.8 go to a next hop of the kind "Teleporter".'],
  ] as const satisfies readonly (readonly [NextHopType, string, string])[]) {
    it(`says ${type} in words`, async () => {
      const fake = new FakeDiagnostics();
      fake.nextHop = {
        type,
        typeName: 'Teleporter',
        address: '10.9.0.4',
        routeTableId: networkId('routeTables/rt-app'),
      };
      const { report } = await run(fake, hop);
      assert.deepEqual(report.verdict, { tone, text });
      assert.equal(facts(report)['Route table'], 'rt-app');
    });
  }
});

describe('connection', () => {
  it('says what stops it, and where on the way', async () => {
    const { report } = await run(new FakeDiagnostics(), connection);
    assert.deepEqual(report.verdict, {
      tone: 'bad',
      text: '"web-1" does not reach db-1:5432. The network security rule "DenyDb" stops the packets.',
    });
    const hops = report.sections.find((section) => section.kind === 'hops')?.hops;
    assert.deepEqual(
      hops?.map(({ title, latency, issues }) => [title, latency, issues.length]),
      [
        ['web-1 (Source)', '2 ms', 1],
        ['db-1 (VirtualMachine)', '', 0],
      ],
    );
  });

  it('says how long it takes, or how unreliable it is', async () => {
    const fake = new FakeDiagnostics();
    fake.connectivity = { ...stoppedConnection, status: 'reachable', averageLatencyInMs: 3 };
    assert.equal((await run(fake, connection)).report.verdict.text, '"web-1" reaches db-1:5432 in 3 ms on average.');
    fake.connectivity = { ...stoppedConnection, status: 'degraded', probesFailed: 4, hops: [] };
    const { verdict } = (await run(fake, connection)).report;
    assert.deepEqual(verdict, { tone: 'bad', text: '"web-1" reaches db-1:5432, but 4 of 30 probes failed.' });
  });

  it('keeps what the service says of an issue that nobody knows', async () => {
    const fake = new FakeDiagnostics();
    const issue = { origin: 'Local', isError: true, type: 'Gremlin', context: [['Where', 'wire']] } as const;
    fake.connectivity = {
      ...stoppedConnection,
      hops: [{ id: 'a', type: 'Source', nextIds: [], issues: [issue] }],
    };
    assert.match((await run(fake, connection)).report.verdict.text, /"Gremlin"\. Where: wire$/);
  });
});

describe('security rules', () => {
  it('names the rules that let in anybody, and shows both directions of every card', async () => {
    const fake = new FakeDiagnostics();
    fake.rules = [
      cardRules({ cardRules: [rule('AllowWeb', { groupId: groupId('a') })] }),
      cardRules({ cardId: card('second').id, cardRules: [rule('Out', { direction: 'outbound' })] }),
    ];
    const { report } = await run(fake, { kind: 'securityRules' });
    assert.match(report.verdict.text, /AllowWeb\.$/);
    assert.deepEqual(
      report.sections.map((section) => section.kind === 'table' && section.rows.length),
      [1, 0, 0, 1],
    );
  });

  it('writes ports and addresses as people do', async () => {
    const fake = new FakeDiagnostics();
    const ports = { sourcePorts: ['0-65535'], destinationPorts: ['22-22', '8000-8010', '*'] };
    fake.rules = [
      cardRules({ cardRules: [rule('A', { ...ports, sources: ['*'], destinations: ['10.1.0.0/24', 'web'] })] }),
    ];
    const { report } = await run(fake, { kind: 'securityRules' });
    assert.deepEqual(table(report).rows[0]?.cells.slice(5, 9), [
      'any',
      'any',
      '10.1.0.0/24, web',
      '22, 8000-8010, any',
    ]);
  });

  it('says when nobody is let in, and when there are no rules', async () => {
    const fake = new FakeDiagnostics();
    assert.equal(
      (await run(fake, { kind: 'securityRules' })).report.verdict.text,
      'No rule lets packets from any source to "web-1".',
    );
    fake.rules = [];
    assert.equal(
      (await run(fake, { kind: 'securityRules' })).report.verdict.text,
      'No network security rule is in effect for packets to "web-1".',
    );
  });
});

describe('topology', () => {
  it('is a picture with the machine marked, and the same as a table', async () => {
    const { report } = await run(new FakeDiagnostics(), { kind: 'topology' });
    assert.equal(report.verdict.text, 'Network resources in the resource group "rg-app": 6. "web-1" is marked.');
    const picture = report.sections.find((section) => section.kind === 'picture')?.picture;
    const names = new Set(picture?.nodes.map(({ name }) => name));
    assert.deepEqual(new Set(table(report).rows.map(({ cells }) => cells[0])), names);
    const own = table(report).rows.find(({ mark }) => mark !== undefined);
    assert.deepEqual(own?.cells, ['web-1', 'virtual machine', 'web-1-nic', '', 'rg-app']);
  });

  it('says when there is nothing', async () => {
    const fake = new FakeDiagnostics();
    fake.resources = [];
    const { report } = await run(fake, { kind: 'topology' });
    assert.equal(report.sections.length, 0);
    assert.match(report.verdict.text, /knows no network resources/);
  });
});

describe('flow logs', () => {
  it('lists each with its settings', async () => {
    const { report } = await run(new FakeDiagnostics(), { kind: 'flowLogs' });
    assert.equal(report.verdict.text, 'Flow logs in westeurope: 2; switched on: 1.');
    assert.deepEqual(
      table(report).rows.map(({ cells }) => cells.join('|')),
      [
        'vnet-log|on|vnet-main (virtual network)|stlogs|30 days|version 2|begin, denied|dstport=443|law, every 10 minutes|Succeeded',
        'nsg-log|off|nsg-web (network security group)|stlogs|for good||all|all|off|Failed',
      ],
    );
  });
});

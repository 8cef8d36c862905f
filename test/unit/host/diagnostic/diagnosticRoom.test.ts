// From the questions to the panel: steps with Back and validation, one panel for each machine and kind, and what its page may do.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type * as vscode from 'vscode';
import { forbidden } from '../../../../src/app/error/userErrors.ts';
import { isCancelled } from '../../../../src/base/abort.ts';
import { asRecord } from '../../../../src/base/json.ts';
import type { DiagnosticKind } from '../../../../src/domain/diagnostic/diagnosticKind.ts';
import { card, FakeDiagnostics, machine } from '../../../support/diagnostics.ts';
import type { FakePanel } from '../../../support/fakeVscode.ts';
import { shown, standInForVscode } from '../../../support/fakeVscode.ts';
import type { FakeInput } from '../../../support/fakeQuickInput.ts';
import { KeptLog } from '../../../support/keptLog.ts';
import { ManualClock, settled } from '../../../support/manualClock.ts';

const standIn = standInForVscode();
const { DiagnosticRoom } = await import('../../../../src/host/diagnostic/diagnosticRoom.ts');
after(() => standIn.dispose());

function setUp(fake = new FakeDiagnostics()) {
  const jsons: unknown[] = [];
  const reported: unknown[] = [];
  const log = new KeptLog();
  let asked = 0;
  const room = new DiagnosticRoom({
    extensionUri: {} as vscode.Uri,
    clock: new ManualClock(),
    log,
    showJson: (_label, _id, value) => {
      jsons.push(value);
      return Promise.resolve();
    },
    report: (error) => reported.push(error),
  });
  const ask = (kind: DiagnosticKind): Promise<void> =>
    room.ask({
      kind,
      machine: machine(),
      diagnostics: fake,
      askAnew: () => {
        asked++;
        return Promise.resolve();
      },
    });
  return { room, fake, jsons, reported, log, ask, askedAnew: () => asked };
}

/** The input that is shown now. */
async function input(): Promise<FakeInput> {
  await settled();
  const found = shown.inputs.findLast(({ isShown }) => isShown);
  assert.ok(found !== undefined, 'nothing is asked');
  return found;
}

/** Asks the host as the page does. @returns its answer */
async function request(panel: FakePanel, name: string, parameters?: unknown): Promise<Record<string, unknown>> {
  const id = panel.sent.length + 1;
  panel.received.fire({ type: 'request', id, name, parameters });
  await settled();
  return asRecord(panel.sent.find((message) => asRecord(message)['id'] === id));
}

function states(panel: FakePanel): unknown[] {
  return panel.sent
    .map(asRecord)
    .filter(({ type }) => type === 'event')
    .map(({ value }) => asRecord(value)['kind']);
}

describe('DiagnosticRoom', () => {
  beforeEach(() => {
    shown.panels.splice(0);
    shown.inputs.splice(0);
    shown.clipboard = '';
  });

  it('asks field by field with steps, checks what is typed, and goes back', async () => {
    const { ask, fake } = setUp();
    const asking = ask('ipFlow');
    const direction = await input();
    assert.deepEqual([direction.step, direction.totalSteps, direction.buttons.length], [1, 5, 0]);
    direction.pick('Outbound: from the machine');
    (await input()).pick('UDP');
    const localPort = await input();
    assert.equal(localPort.value, '60000');
    localPort.enter('70000');
    assert.match(localPort.validationMessage ?? '', /0 to 65535, or \* for any/);
    localPort.enter('*');
    const remote = await input();
    assert.match(remote.prompt, /^Remote address/);
    remote.back();
    const again = await input();
    assert.deepEqual([again.prompt, again.step], ['Local port', 3]);
    again.enter('53000');
    (await input()).enter('8.8.8.8');
    (await input()).enter();
    await asking;
    await settled();
    assert.ok(fake.calls.some((call) => call.startsWith('verifyIpFlow')));
    assert.equal(shown.panels.length, 1);
  });

  it('offers the next time what was typed before, in the same panel', async () => {
    const { ask } = setUp();
    const first = ask('nextHop');
    (await input()).enter('172.16.0.1');
    await first;
    const second = ask('nextHop');
    const destination = await input();
    assert.equal(destination.value, '172.16.0.1');
    destination.enter();
    await second;
    assert.deepEqual([shown.panels.length, shown.panels[0]?.revealed], [1, 1]);
  });

  it('asks for the address of a machine that has several, and of one whose cards may not be read', async () => {
    const { ask, fake, log } = setUp();
    fake.network = machine(card('a', '10.1.0.4', '10.1.0.5'));
    const several = ask('nextHop');
    const source = await input();
    assert.deepEqual([source.value, source.totalSteps], ['10.1.0.4', 2]);
    source.hide();
    await assert.rejects(several, isCancelled);
    fake.failures.set('getMachineNetwork', forbidden('networkInterfaces/read'));
    const unknown = ask('nextHop');
    const empty = await input();
    assert.equal(empty.value, '');
    empty.enter('');
    assert.match(empty.validationMessage ?? '', /IPv4/);
    empty.hide();
    await assert.rejects(unknown, isCancelled);
    assert.equal(log.lines.length, 1);
    assert.equal(shown.panels.length, 0);
  });

  it('opens without questions where there is nothing to ask, and lets the page see, copy and ask', async () => {
    const { ask, jsons, askedAnew } = setUp();
    await ask('flowLogs');
    await settled();
    const [panel] = shown.panels;
    assert.ok(panel !== undefined);
    assert.deepEqual(shown.inputs, []);
    assert.deepEqual(states(panel), ['running', 'done']);
    const { result } = await request(panel, 'show');
    const snapshot = asRecord(result);
    assert.deepEqual(
      [snapshot['title'], snapshot['canAskAnew'], asRecord(snapshot['state'])['kind']],
      ['Flow logs: westeurope', false, 'done'],
    );
    await request(panel, 'act', 'showJson');
    assert.deepEqual(jsons, [{ raw: 'listFlowLogs' }]);
    await request(panel, 'act', 'copyReport');
    assert.match(shown.clipboard, /^# Flow logs in westeurope\n/);
    await request(panel, 'copy', '/subscriptions/x');
    assert.equal(shown.clipboard, '/subscriptions/x');
    await request(panel, 'act', 'askAnew');
    assert.equal(askedAnew(), 1);
    await request(panel, 'act', 'runAgain');
    assert.deepEqual(states(panel).slice(2), ['running', 'done']);
    assert.equal((await request(panel, 'act', 'format the disk'))['type'], 'failure');
  });

  it('tells a failure on the page and to the log, and cancels when the page asks', async () => {
    const { ask, fake, reported } = setUp();
    fake.failures.set('listFlowLogs', forbidden('flowLogs/read'));
    await ask('flowLogs');
    await settled();
    const [panel] = shown.panels;
    assert.ok(panel !== undefined);
    assert.deepEqual(states(panel), ['running', 'failed']);
    assert.equal(reported.length, 1);
    fake.gate = Promise.withResolvers<void>().promise;
    await request(panel, 'act', 'runAgain');
    await request(panel, 'act', 'cancel');
    assert.deepEqual(states(panel).slice(2), ['running', 'cancelled']);
  });

  it('ends its question when the panel is closed, and opens a new one after', async () => {
    const { ask, fake, room } = setUp();
    fake.gate = Promise.withResolvers<void>().promise;
    await ask('topology');
    const [panel] = shown.panels;
    assert.ok(panel !== undefined);
    panel.dispose();
    await settled();
    assert.deepEqual(states(panel), ['running']);
    await ask('topology');
    assert.equal(shown.panels.length, 2);
    room.dispose();
    assert.ok(shown.panels.every(({ isDisposed }) => isDisposed));
  });
});

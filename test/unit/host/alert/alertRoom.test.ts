// From a payload to its panel: where it is taken from, which panel shows it, what its page may do, and what is refused.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type * as vscode from 'vscode';
import { asArray, asRecord, at } from '../../../../src/base/json.ts';
import { alertFixture } from '../../../support/alertFixtures.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { editedDocuments, fakeDocument, fakeUri, shown, standInForVscode } from '../../../support/fakeVscode.ts';
import type { FakePanel } from '../../../support/fakeVscode.ts';
import { settled } from '../../../support/manualClock.ts';

const standIn = standInForVscode();
const { AlertRoom } = await import('../../../../src/host/alert/alertRoom.ts');
after(() => standIn.dispose());

const machine =
  '/subscriptions/5f0c9a52-7d1e-4b8a-9c36-2f1d8e7a4b10/resourcegroups/rg-harbor/providers/microsoft.compute/virtualmachines/web-7';

function setUp({ isInTree = true } = {}) {
  const revealed: string[] = [];
  const room = new AlertRoom({
    extension: { extensionUri: {} } as vscode.ExtensionContext,
    reveal: (id) => {
      revealed.push(id);
      return Promise.resolve(isInTree);
    },
  });
  return { room, revealed };
}

/** Asks the host as the page does. @returns its answer */
async function request(
  panel: FakePanel | undefined,
  name: string,
  parameters?: unknown,
): Promise<Record<string, unknown>> {
  assert.ok(panel !== undefined, 'no panel is there');
  const id = panel.sent.length + 1;
  panel.received.fire({ type: 'request', id, name, parameters });
  await settled();
  return asRecord(panel.sent.find((message) => asRecord(message)['id'] === id));
}

const report = async (panel: FakePanel | undefined): Promise<Record<string, unknown>> =>
  asRecord(at(await request(panel, 'show'), 'result', 'report'));

const file = fakeUri({ scheme: 'file', path: '/work/fired.alert.json' });

describe('AlertRoom', () => {
  beforeEach(() => {
    shown.panels.splice(0);
    shown.messages.splice(0);
    shown.documents.splice(0);
    shown.commands.splice(0);
    shown.files.clear();
    shown.clipboard = '';
    shown.editor = undefined;
    shown.answer = undefined;
  });

  it('shows what is on the clipboard, in the editor, in a file, and what a caller gives', async () => {
    const { room } = setUp();
    shown.clipboard = alertFixture('metricDynamic');
    await room.openFrom('clipboard');
    shown.editor = alertFixture('seedSecurity');
    await room.openFrom('editor');
    shown.files.set(String(file), alertFixture('commonMetricStatic'));
    await room.openFrom('editor', file);
    await room.openFrom('editor', { text: alertFixture('commonLogV2'), title: 'from a caller' });
    await room.open({ text: alertFixture('classicMetric'), title: 'received', origin: 'receiver' });
    assert.deepEqual(
      shown.panels.map(({ title }) => title),
      [
        'Alert: web-7-outbound-flows',
        'Untitled-1',
        'Alert: web-7-outbound-flows',
        'Alert: silent-machines',
        'Alert: web-7-requests',
      ],
    );
    const reports = await Promise.all(shown.panels.map(report));
    assert.deepEqual(
      reports.map(({ resources }) => asArray(resources).length),
      [1, 1, 1, 1, 1],
    );
    room.dispose();
    assert.ok(shown.panels.every(({ isDisposed }) => isDisposed));
  });

  it('refuses what is no payload, and says which file it cannot open', async () => {
    const { room } = setUp();
    shown.clipboard = 'hello';
    await assertUserError(room.openFrom('clipboard'), 'noAlertPayload');
    await assertUserError(room.openFrom('editor'), 'noAlertPayload');
    shown.editor = '[1, 2]';
    await assertUserError(room.openFrom('editor'), 'noAlertPayload');
    await assertUserError(room.openFrom('editor', file), 'payloadFileUnreadable');
    await assertUserError(
      room.open({ text: alertFixture('seedCommonAsItStands'), title: 'x', origin: 'receiver' }),
      'noAlertPayload',
    );
    assert.equal(shown.panels.length, 0);
    room.dispose();
  });

  it('uses the panel of the same origin and title again, and makes a new one after it was closed', async () => {
    const { room } = setUp();
    const open = (name: string): Promise<void> =>
      room.open({ text: alertFixture(name), title: 'received', origin: 'receiver' });
    await open('commonMetricStatic');
    await open('commonMetricResolved');
    assert.deepEqual([shown.panels.length, shown.panels[0]?.revealed], [1, 1]);
    assert.equal((await report(shown.panels[0]))['isResolved'], true);
    shown.panels[0]?.dispose();
    await open('commonMetricStatic');
    assert.equal(shown.panels.length, 2);
    assert.equal((await report(shown.panels[1]))['isResolved'], false);
    room.dispose();
  });

  it('follows the edits of its file, and keeps the last whole one', async () => {
    const { room } = setUp();
    shown.files.set(String(file), alertFixture('commonMetricStatic'));
    await room.openFrom('editor', file);
    const [panel] = shown.panels;
    editedDocuments.fire({ document: fakeDocument(file, '{ "schemaId": ') });
    editedDocuments.fire({ document: fakeDocument(fakeUri({ scheme: 'file', path: '/other' }), '{}') });
    assert.equal((await report(panel))['title'], 'web-7-outbound-flows');
    editedDocuments.fire({ document: fakeDocument(file, alertFixture('commonLogV2')) });
    assert.equal((await report(panel))['title'], 'silent-machines');
    assert.ok(panel?.sent.some((message) => asRecord(message)['name'] === 'report'));
    room.dispose();
  });

  it('shows the file beside, or the text as a document of its own that goes with the panel', async () => {
    const { room } = setUp();
    shown.files.set(String(file), alertFixture('commonMetricStatic'));
    await room.openFrom('editor', file);
    await request(shown.panels[0], 'act', 'showJson');
    await room.open({ text: alertFixture('oddByteOrderMark'), title: 'a/../b', origin: 'receiver' });
    await request(shown.panels[1], 'act', 'showJson');
    assert.deepEqual(shown.documents, ['file:/work/fired.alert.json', 'wirewatch-alert:/1/a-..-b.alert.json']);
    const provider = shown.contentProviders.get('wirewatch-alert');
    const uri = fakeUri({ scheme: 'wirewatch-alert', path: '/1/a-..-b.alert.json' });
    assert.match(provider?.provideTextDocumentContent(uri) ?? '', /^\{\n {2}"schemaId"/);
    shown.panels[1]?.dispose();
    assert.match(provider?.provideTextDocumentContent(uri) ?? '', /no longer kept/);
    room.dispose();
    assert.equal(shown.contentProviders.size, 0);
  });

  it('reveals, captures and copies resources by their place, and nothing that is not there', async () => {
    const { room, revealed } = setUp();
    await room.open({ text: alertFixture('commonMetricStatic'), title: 'x', origin: 'firedAlert' });
    const [panel] = shown.panels;
    await request(panel, 'actOn', { action: 'reveal', index: 0 });
    assert.deepEqual([revealed, shown.messages], [[machine], []]);
    await request(panel, 'actOn', { action: 'capture', index: 0 });
    assert.deepEqual(shown.commands, [['wirewatch.startCapture', { draft: { targetId: machine } }]]);
    await request(panel, 'actOn', { action: 'copyId', index: 0 });
    assert.equal(shown.clipboard, machine);
    await request(panel, 'actOn', { action: 'reveal', index: 1 });
    assert.equal(revealed.length, 1);
    for (const parameters of [{ action: 'reveal', index: -1 }, { action: 'delete', index: 0 }, machine, null]) {
      assert.equal((await request(panel, 'actOn', parameters))['code'], 'badParameters');
    }
    await request(panel, 'act', 'copyReport');
    assert.match(shown.clipboard, /^# web-7-outbound-flows\n/);
    room.dispose();
  });

  it('says when a resource is not in the tree', async () => {
    const { room } = setUp({ isInTree: false });
    await room.open({ text: alertFixture('commonMetricStatic'), title: 'x', origin: 'firedAlert' });
    await request(shown.panels[0], 'actOn', { action: 'reveal', index: 0 });
    assert.equal(shown.messages.length, 1);
    room.dispose();
  });

  it('asks before it captures for an alert that is over, and captures no other resource', async () => {
    const { room } = setUp();
    await room.open({ text: alertFixture('commonMetricResolved'), title: 'x', origin: 'firedAlert' });
    await request(shown.panels[0], 'actOn', { action: 'capture', index: 0 });
    assert.deepEqual([shown.messages.length, shown.commands.length], [1, 0]);
    shown.answer = 'Capture Anyway';
    await request(shown.panels[0], 'actOn', { action: 'capture', index: 0 });
    assert.deepEqual([shown.messages.length, shown.commands.length], [2, 1]);
    await room.open({ text: alertFixture('commonMetricDynamic'), title: 'y', origin: 'firedAlert' });
    await request(shown.panels[1], 'actOn', { action: 'capture', index: 0 });
    assert.equal(shown.commands.length, 1);
    room.dispose();
  });
});

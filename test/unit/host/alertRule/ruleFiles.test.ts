// Alert rules as files, saved as VS Code saves: it looks first, takes a file of the same size for unchanged, and writes also when it
// could not look. No change of somebody else's is written over, and none of a person's is dropped.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type * as vscode from 'vscode';
import type { SubscriptionServices } from '../../../../src/app/azure/subscriptionServices.ts';
import { resourceNotFound } from '../../../../src/app/error/userErrors.ts';
import { asRecord, at } from '../../../../src/base/json.ts';
import { FakeAlerts } from '../../../support/alerts.ts';
import { fakeUri, shown, standInForVscode } from '../../../support/fakeVscode.ts';
import { ManualClock } from '../../../support/manualClock.ts';

const standIn = standInForVscode();
const { RuleFiles } = await import('../../../../src/host/alertRule/ruleFiles.ts');
after(() => standIn.dispose());

const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/actionGroups/ag';
const uri = fakeUri({ scheme: 'wirewatch-rule', path: `${id}.json` }) as unknown as vscode.Uri;

function group(more: { address?: string; shortName?: string; name?: string } = {}) {
  const { address = 'https://example.com/hook?code=first', shortName = 'aa', name = 'hook' } = more;
  return {
    id,
    location: 'global',
    properties: { groupShortName: shortName, webhookReceivers: [{ name, serviceUri: address }] },
  };
}

function setUp() {
  const clock = new ManualClock(1_000_000);
  const alerts = new FakeAlerts();
  alerts.documents.set(id, { value: group() });
  const changed: number[] = [];
  const files = new RuleFiles({
    servicesOf: () => Promise.resolve({ alerts } as unknown as SubscriptionServices),
    clock,
    onWritten: () => undefined,
    changed: () => changed.push(clock.now()),
  });
  return { files, alerts, clock, changed };
}

/** What an editor knows of the file: its text and the stat of that time. */
async function open(files: InstanceType<typeof RuleFiles>): Promise<{ text: string; stat: vscode.FileStat }> {
  const stat = await files.stat(uri);
  return { stat, text: Buffer.from(await files.readFile(uri)).toString() };
}

/** Saves as VS Code's file service does. @returns whether it asks the person to compare */
async function save(
  files: InstanceType<typeof RuleFiles>,
  known: vscode.FileStat,
  text: string,
): Promise<'written' | 'conflict'> {
  const stat = await files.stat(uri).catch(() => undefined);
  if (stat !== undefined && known.mtime < stat.mtime && known.size !== stat.size) {
    return 'conflict';
  }
  await files.writeFile(uri, Buffer.from(text));
  return 'written';
}

describe('RuleFiles', () => {
  // Within, for hooks of a file's top would run for the tests of every file.
  beforeEach(() => {
    shown.messages.splice(0);
    shown.details.splice(0);
    shown.answer = 'Write to Azure';
  });

  it('lets VS Code see a change of somebody else that has the same size', async () => {
    const { files, alerts } = setUp();
    const { stat, text } = await open(files);
    alerts.documents.set(id, { value: group({ shortName: 'bb' }) });
    assert.equal(await save(files, stat, text.replace('aa', 'cc')), 'conflict');
    assert.deepEqual(alerts.calls, []);
  });

  it('writes when nothing but a secret somebody may not see has changed meanwhile, and keeps that', async () => {
    const { files, alerts } = setUp();
    const { stat, text } = await open(files);
    alerts.documents.set(id, { value: group({ address: 'https://example.com/hook?code=second' }) });
    assert.equal(await save(files, stat, text.replace('aa', 'cc')), 'written');
    const written = asRecord(alerts.documents.get(id)?.value);
    assert.deepEqual(
      written['properties'],
      asRecord(group({ shortName: 'cc', address: 'https://example.com/hook?code=second' }))['properties'],
    );
  });

  it('writes a change of nothing but a secret, and does not show it', async () => {
    const { files, alerts } = setUp();
    const { stat, text } = await open(files);
    assert.ok(text.includes('https://example.com/***'));
    assert.equal(await save(files, stat, text.replace('***', 'code=second')), 'written');
    assert.deepEqual(alerts.calls, [`put ${id}`]);
    assert.ok(JSON.stringify(alerts.documents.get(id)?.value).includes('code=second'));
    assert.doesNotMatch(shown.details.join(), /code=/);
    assert.match(shown.details.join(), /webhookReceivers\[0\]\.serviceUri: \(hidden\)/);
  });

  it('does not write over a change that VS Code could not look for', async () => {
    const { files, alerts } = setUp();
    const { text } = await open(files);
    alerts.documents.set(id, { value: group({ shortName: 'bbb' }) });
    await assert.rejects(files.writeFile(uri, Buffer.from(text.replace('aa', 'cc'))), { code: 'Unavailable' });
    assert.deepEqual(alerts.calls, []);
  });

  it('says that a rule is gone, asks Azure for nothing above it, and makes none anew', async () => {
    const { files, alerts } = setUp();
    const { text } = await open(files);
    let asked = 0;
    alerts.getDocument = () => {
      asked++;
      return Promise.reject(resourceNotFound('ag'));
    };
    await assert.rejects(files.stat(uri), { code: 'FileNotFound' });
    await assert.rejects(files.readFile(uri), { code: 'FileNotFound' });
    const above = fakeUri({ scheme: 'wirewatch-rule', path: id.slice(0, id.lastIndexOf('/')) });
    assert.equal((await files.stat(above as unknown as vscode.Uri)).type, 2);
    assert.equal(asked, 2);
    await assert.rejects(files.writeFile(uri, Buffer.from(text.replace('aa', 'cc'))), { code: 'Unavailable' });
    assert.deepEqual(alerts.calls, []);
    await assert.rejects(files.open(id), { code: 'resourceNotFound' });
  });

  it('leads to nothing but rules and action groups', async () => {
    const { files, alerts } = setUp();
    alerts.getDocument = () => assert.fail('asked Azure');
    for (const other of ['Microsoft.Compute/virtualMachines/v', 'Microsoft.Insights/scheduledQueryRules/r', 'x']) {
      const path = `/subscriptions/s/resourceGroups/g/providers/${other}.json`;
      const elsewhere = fakeUri({ scheme: 'wirewatch-rule', path }) as unknown as vscode.Uri;
      await assert.rejects(files.stat(elsewhere), { code: 'NoPermissions' });
      await assert.rejects(files.readFile(elsewhere), { code: 'NoPermissions' });
      await assert.rejects(files.writeFile(elsewhere, Buffer.from('{}')), { code: 'Unavailable' });
    }
  });

  it('gives the editor what the service made of a rule, once VS Code has taken up the save', async () => {
    const { files, alerts, clock, changed } = setUp();
    const { stat, text } = await open(files);
    alerts.putDocument = (_id, value) => {
      const written = { ...asRecord(value), properties: { ...asRecord(at(value, 'properties')), enabled: true } };
      alerts.documents.set(id, { value: written });
      return Promise.resolve({ value: written });
    };
    await save(files, stat, text.replace('aa', 'cc'));
    const saved = await files.stat(uri);
    assert.deepEqual(changed, []);
    await clock.advance(500);
    assert.equal(changed.length, 1);
    const later = await open(files);
    assert.ok(later.stat.mtime > saved.mtime);
    assert.ok(later.text.includes('"enabled": true'));
    await clock.advance(5000);
    assert.equal(changed.length, 1);
  });

  it('leaves no timer behind', async () => {
    const { files, alerts, clock, changed } = setUp();
    const { stat, text } = await open(files);
    alerts.putDocument = () => Promise.resolve({ value: group({ shortName: 'other' }) });
    await save(files, stat, text.replace('aa', 'cc'));
    await files.stat(uri);
    files.dispose();
    await clock.advance(5000);
    assert.deepEqual(changed, []);
  });
});

// From the questions to the files and the next steps, with VS Code's file system in memory.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import type * as vscode from 'vscode';
import { isCancelled } from '../../../../src/base/abort.ts';
import type { StorageAccount } from '../../../../src/domain/arm/resource.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { enter, ScriptedPrompts } from '../../../support/azextStandIn.ts';
import { machine } from '../../../support/diagnostics.ts';
import { configured, shown, standInForVscode } from '../../../support/fakeVscode.ts';
import { KeptLog } from '../../../support/keptLog.ts';
import { settled } from '../../../support/manualClock.ts';
import { readTemplates } from '../../../support/scaffoldedProject.ts';

const standIn = standInForVscode();
const { ScaffoldRoom } = await import('../../../../src/host/scaffold/scaffoldRoom.ts');
after(() => standIn.dispose());

type Answers = readonly (string | RegExp | typeof enter)[];
const usualAnswers: Answers = [/goodaccount/, enter, /Network Out Total/, '2000000', 'capture-app'];
const { region } = machine();
const account = (name: string, more: Partial<StorageAccount> = {}): StorageAccount => ({
  id: `/accounts/${name}`,
  name,
  region,
  isPremium: false,
  allowsSharedKey: true,
  ...more,
});

function setUp(...answers: Answers) {
  const reported: unknown[] = [];
  const log = new KeptLog();
  const room = new ScaffoldRoom({
    extensionUri: 'extension' as unknown as vscode.Uri,
    log,
    report: (error) => reported.push(error),
  });
  const prompts = new ScriptedPrompts(...answers);
  const accounts = [
    account('goodaccount'),
    account('premium', { isPremium: true }),
    account('keyless', { allowsSharedKey: false }),
    account('elsewhere', { region: 'mars' }),
  ];
  const create = (listed = accounts): Promise<void> =>
    room.createAlertCapture(prompts as unknown as IActionContext, {
      machine: machine(),
      inventory: { listStorageAccounts: () => Promise.resolve(listed) },
    });
  return { create, prompts, reported, log };
}

const textOf = (path: string): string => new TextDecoder().decode(shown.disk.get(path));
const parametersOf = (): Record<string, { value: unknown }> =>
  (
    JSON.parse(textOf('project/infra/azuredeploy.parameters.json')) as {
      parameters: Record<string, { value: unknown }>;
    }
  ).parameters;

describe('Create Alert-Triggered Capture', () => {
  beforeEach(() => {
    shown.disk.clear();
    for (const { path, text } of readTemplates()) {
      shown.disk.set(`extension/media/scaffold/alertCapture/${path}`, new TextEncoder().encode(text));
    }
    shown.folder = 'project';
    shown.answer = undefined;
    shown.choice = undefined;
    shown.choices = [];
    shown.clipboard = '';
    shown.commands.length = 0;
    shown.extensions.length = 0;
    shown.messages.length = 0;
    configured.user = {};
    configured.workspace = {};
  });

  it('writes the project with what was chosen', async () => {
    const { create, prompts } = setUp(...usualAnswers);
    await create();
    assert.deepEqual(
      prompts.shown[0]?.map(({ label }) => label),
      ['$(database) goodaccount'],
    );
    const written = Array.from(shown.disk.keys()).filter((path) => path.startsWith('project/'));
    assert.equal(written.length, readTemplates().length + 2);
    assert.ok(!written.some((path) => path.includes('wirewatch-new')));
    const values = parametersOf();
    assert.equal(values['functionAppName']?.value, 'capture-app');
    assert.equal(values['targetId']?.value, machine().id);
    assert.equal(values['captureStorageId']?.value, '/accounts/goodaccount');
    assert.equal(values['timeLimitInSeconds']?.value, 300);
    assert.equal(values['threshold']?.value, 2_000_000);
  });

  it('offers presets, and asks for no time limit that one has', async () => {
    configured.user['wirewatch.capture.presets'] = {
      Web: { limits: {}, timeLimitInSeconds: 60, filters: [{ protocol: 'TCP', localPort: '443' }] },
      Ring: { ring: { fileCount: 2 } },
    };
    const { create, prompts } = setUp(/goodaccount/, /Web/, /Inbound Flows/, enter, enter);
    await create();
    assert.deepEqual(
      prompts.shown[1]?.map(({ label }) => label),
      ['Capture everything', 'Web'],
    );
    const values = parametersOf();
    assert.equal(values['timeLimitInSeconds']?.value, 60);
    assert.equal(values['filters']?.value, '[{"protocol":"TCP","localPort":"443"}]');
    assert.equal(values['timeAggregation']?.value, 'Average');
  });

  it('replaces files only when a person says so', async () => {
    for (const [answer, expected] of [
      ['Keep Existing', 'mine'],
      ['Replace', undefined],
    ] as const) {
      shown.disk.set('project/README.md', new TextEncoder().encode('mine'));
      shown.answer = answer;
      await setUp(...usualAnswers).create();
      assert.equal(textOf('project/README.md') === 'mine', expected === 'mine');
    }
    shown.disk.set('project/README.md', new TextEncoder().encode('mine'));
    shown.disk.delete('project/host.json');
    shown.answer = undefined;
    await assert.rejects(setUp(...usualAnswers).create(), isCancelled);
    assert.equal(textOf('project/README.md'), 'mine');
    assert.ok(!shown.disk.has('project/host.json'));
  });

  it('leaves nothing half-written when a file cannot be written', async (test) => {
    const fs = (await import('vscode')).workspace.fs as { writeFile: (path: unknown, content: Uint8Array) => unknown };
    const write = fs.writeFile.bind(fs);
    let left = 5;
    test.mock.method(fs, 'writeFile', (path: unknown, content: Uint8Array) =>
      left-- > 0 ? write(path, content) : Promise.reject(new Error('no space')),
    );
    await assert.rejects(setUp(...usualAnswers).create(), /no space/);
    assert.deepEqual(
      Array.from(shown.disk.keys()).filter((path) => path.startsWith('project')),
      [],
    );
  });

  it('writes nothing without a folder or an account', async () => {
    shown.folder = undefined;
    await assert.rejects(setUp(...usualAnswers).create(), isCancelled);
    await assertUserError(setUp(/x/).create([]), 'noStorageAccount');
    assert.ok(!Array.from(shown.disk.keys()).some((path) => path.startsWith('project')));
  });

  for (const [choice, check] of [
    ['Open Folder', () => assert.deepEqual(shown.commands[0]?.slice(0, 2), ['vscode.openFolder', 'project'])],
    ['Deploy', () => assert.deepEqual(shown.commands, [['azureFunctions.deploy', 'project']])],
    ['Copy Deployment Commands', () => assert.match(shown.clipboard, /^az account set .*\n.*az group create /s)],
  ] as const) {
    it(`does what "${choice}" says`, async () => {
      shown.extensions.push('ms-azuretools.vscode-azurefunctions');
      shown.choice = choice;
      const { create, reported } = setUp(...usualAnswers);
      await create();
      await settled();
      check();
      assert.deepEqual(reported, []);
    });
  }

  it('offers to deploy only where the Azure Functions extension is', async () => {
    await setUp(...usualAnswers).create();
    assert.deepEqual(shown.choices, ['Open Folder', 'Copy Deployment Commands']);
  });
});

// Forms as panels of VS Code, and presets in the settings of user and workspace.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type * as vscode from 'vscode';
import { StandInFormPorts } from '../../../support/captureForm.ts';
import { machineId, storageId } from '../../../support/captures.ts';
import { configured, FakePanel, shown, standInForVscode } from '../../../support/fakeVscode.ts';
import { settled } from '../../../support/manualClock.ts';

const standIn = standInForVscode();
const { LazyCaptureForm } = await import('../../../../src/host/captureForm/lazyCaptureForm.ts');
const { listPresets, savePreset } = await import('../../../../src/host/captureForm/savedPresets.ts');
// The chunk that opens lazily is loaded while the stand-in is there.
await import('../../../../src/host/captureForm/captureForms.ts');
after(() => standIn.dispose());

const key = 'wirewatch.capture.presets';

function startAnew(): void {
  shown.panels.length = 0;
  configured.user = {};
  configured.workspace = {};
}

describe('LazyCaptureForm', () => {
  beforeEach(startAnew);

  const makeForms = () =>
    new LazyCaptureForm('here' as unknown as vscode.Uri, (id) =>
      Promise.resolve(id === 'known' ? new StandInFormPorts() : undefined),
    );

  it('opens a form for each draft, and shows that of a draft again', async () => {
    const forms = makeForms();
    await forms.open({ targetId: machineId }, new StandInFormPorts());
    await forms.open({}, new StandInFormPorts());
    await forms.open({ targetId: machineId }, new StandInFormPorts());
    assert.equal(shown.panels.length, 2);
    assert.equal(shown.panels[0]?.revealed, 1);
    assert.match(shown.panels[0]?.webview.html ?? '', /captureForm\.js/);
    shown.panels[0]?.dispose();
    await forms.open({ targetId: machineId }, new StandInFormPorts());
    assert.equal(shown.panels.length, 3);
    forms.dispose();
    assert.deepEqual(
      shown.panels.map(({ isDisposed }) => isDisposed),
      [true, true, true],
    );
  });

  it('gives a panel of an earlier window its form again, unless the account is gone', async () => {
    const forms = makeForms();
    const restore = async (state: unknown): Promise<FakePanel> => {
      const panel = new FakePanel();
      await shown.serializers.at(-1)?.deserializeWebviewPanel(panel, state);
      return panel;
    };
    const panel = await restore({ draftKey: 'k', subscriptionId: 'known', fields: {} });
    assert.match(panel.webview.html, /captureForm\.js/);
    panel.received.fire({ type: 'request', id: 1, name: 'show' });
    await settled();
    assert.ok(JSON.stringify(panel.sent).includes('"draftKey":"k"'));
    assert.ok((await restore({ draftKey: 'k', subscriptionId: 'other' })).isDisposed);
    assert.ok((await restore(undefined)).isDisposed);
    forms.dispose();
    assert.ok(panel.isDisposed);
  });

  it('ends nothing that was never opened', () => {
    makeForms().dispose();
    assert.deepEqual(shown.panels, []);
  });
});

describe('presets in the settings', () => {
  beforeEach(startAnew);

  const preset = { name: 'mine', destination: { storageId }, limits: { timeLimitInSeconds: 60 }, filters: [] };

  it('are those of user and workspace, by name', () => {
    configured.user[key] = { b: {}, a: { timeLimitInSeconds: 1 } };
    configured.workspace[key] = { a: { timeLimitInSeconds: 2 }, c: { timeLimitInSeconds: -1 } };
    const problems: string[] = [];
    const presets = listPresets((name, path) => problems.push(`${name}:${path}`));
    assert.deepEqual(
      presets.map(({ name, limits }) => [name, limits.timeLimitInSeconds]),
      [
        ['a', 2],
        ['b', undefined],
        ['c', undefined],
      ],
    );
    assert.deepEqual(problems, ['c:timeLimitInSeconds']);
  });

  it('are saved where they are wanted, beside whatever stands there', async () => {
    configured.user[key] = { other: 'unreadable' };
    await savePreset(preset, 'user');
    assert.deepEqual(configured.user[key], { other: 'unreadable', mine: { storageId, timeLimitInSeconds: 60 } });
    assert.equal(configured.workspace[key], undefined);
    await savePreset({ ...preset, limits: {} }, 'workspace');
    assert.deepEqual(configured.workspace[key], { mine: { storageId } });
    assert.deepEqual(
      listPresets(() => undefined).map(({ name }) => name),
      ['mine'],
    );
  });
});

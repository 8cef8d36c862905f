// The machine of an alert: which payload counts, what the list says of each, and the question before an alert that is over.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import { assertUserError } from '../../../support/assertUserError.ts';
import { ScriptedPrompts } from '../../../support/azextStandIn.ts';
import { machineId } from '../../../support/captures.ts';
import { shown, standInForVscode } from '../../../support/fakeVscode.ts';
import { scaleSetId } from '../../../support/ground.ts';

const standIn = standInForVscode();
const { targetInSight } = await import('../../../../src/host/capture/alertTarget.ts');
after(() => standIn.dispose());

const alert = (id: string, monitorCondition: string): string =>
  JSON.stringify({ data: { essentials: { alertTargetIDs: [id], monitorCondition } } });
const find = (prompts = new ScriptedPrompts()) => targetInSight(prompts as unknown as IActionContext);

describe('targetInSight', () => {
  beforeEach(() => {
    shown.editor = undefined;
    shown.clipboard = '';
    shown.answer = undefined;
    shown.messages.length = 0;
  });

  it('asks before it captures for an alert that is over', async () => {
    shown.clipboard = alert(machineId, 'Resolved');
    assert.equal(await find(), undefined);
    shown.answer = 'Capture Anyway';
    assert.equal(await find(), machineId);
    assert.equal(shown.messages.length, 2);
    shown.clipboard = alert(machineId, 'Fired');
    assert.equal(await find(), machineId);
    assert.equal(shown.messages.length, 2);
  });

  it('shows where each was found when both places name one', async () => {
    shown.editor = alert(machineId, 'Fired');
    shown.clipboard = alert(scaleSetId, 'Resolved');
    const prompts = new ScriptedPrompts(/web-1/);
    assert.equal(await find(prompts), machineId);
    assert.deepEqual(
      prompts.shown[0]?.map(({ description }) => description),
      ['rg-web · from the editor', 'rg-web · from the clipboard · alert resolved'],
    );
  });

  it('says so when there is nothing', async () => {
    shown.editor = `no payload, but ${machineId}`;
    await assertUserError(find(), 'noTargetInText');
  });
});

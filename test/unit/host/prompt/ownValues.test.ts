// Several input boxes of one step begin with their own values, and the wizard is as before afterwards.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withOwnValues } from '../../../../src/host/prompt/ownValues.ts';

class Wizard {
  readonly cached = '8081';

  get title(): string {
    return this.cached === '8081' ? 'Start' : '';
  }
  getCachedInputBoxValue(): string {
    return this.cached;
  }
}

describe('withOwnValues', () => {
  it('gives no remembered text, keeps the rest, and gives the wizard back also after a failure', async () => {
    const wizard = new Wizard();
    const ui = { wizard };
    const seen = await withOwnValues(ui, async () => [ui.wizard.getCachedInputBoxValue(), ui.wizard.title]);
    assert.deepEqual(seen, [undefined, 'Start']);
    await assert.rejects(withOwnValues(ui, () => Promise.reject(new Error('back'))));
    assert.equal(ui.wizard, wizard);
    assert.equal(ui.wizard.getCachedInputBoxValue(), '8081');
  });

  it('runs without a wizard as well', async () => {
    assert.equal(await withOwnValues({}, () => Promise.resolve(1)), 1);
  });
});

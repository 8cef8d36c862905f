// The Function's own reader of payloads beside the extension's: of every fixture that a capture can be started for, both say the
// same machines, the same moment, and the same key, or a capture would not find its alert.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import * as function_ from '../../../../media/scaffold/alertCapture/src/captureName.ts';
import { readAlert } from '../../../../media/scaffold/alertCapture/src/readAlert.ts';
import { parseTarget } from '../../../../media/scaffold/alertCapture/src/target.ts';
import { alertKeyOf } from '../../../../src/domain/alert/alertCaptureName.ts';
import { parseAlertPayload } from '../../../../src/domain/alert/parseAlertPayload.ts';
import { machinesOf } from '../../../../src/domain/alert/receiverRule.ts';
import { projectRoot } from '../../../support/project.ts';

const folder = path.join(projectRoot, 'test/fixtures/alert');
/** Schemas that carry a machine's id; the flat body names no alert, and each road has its own rule for it. */
const shared: ReadonlySet<string> = new Set(['common', 'metric', 'classicMetric', 'activityLog']);

describe('the two readers of payloads', () => {
  const fixtures = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name, text: fs.readFileSync(path.join(folder, name), 'utf8') }))
    .filter(({ text }) => {
      const { schema, targets } = parseAlertPayload(text);
      return shared.has(schema) && machinesOf(targets).length > 0 && isWhole(text);
    });

  it('meet each other in many fixtures', () => {
    assert.ok(fixtures.length >= 8, fixtures.map(({ name }) => name).join());
  });

  for (const { name, text } of fixtures) {
    it(`agree on ${name}`, () => {
      const ours = parseAlertPayload(text);
      const theirs = readAlert(JSON.parse(text));
      assert.equal(theirs.moment, ours.moment);
      // Nothing is started, and so nothing named, for an alert that is over.
      if (ours.moment === 'fired') {
        assert.equal(function_.alertKeyOf(theirs), alertKeyOf(ours));
      }
      const machines = machinesOf(ours.targets).map((id) => id.toLowerCase());
      const found = theirs.targets.flatMap((id) => parseTarget(id)?.resourceId.toLowerCase() ?? []);
      // The Function takes what an alert names as its target; the extension finds machines in its context as well.
      assert.deepEqual(found, found.length === 0 ? [] : machines.slice(0, found.length));
    });
  }
});

/** Some fixtures are wrapped, or no JSON at all: an action group posts neither to a Function. */
function isWhole(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !('RequestBody' in value);
  } catch {
    return false;
  }
}

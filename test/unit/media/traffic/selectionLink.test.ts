// The link between the selection and the host: what fails on the way is handed on, never swallowed.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SelectionLink } from '../../../../media/traffic/selectionLink.ts';
import { TrafficModel } from '../../../../media/traffic/trafficModel.ts';
import { ViewChannel } from '../../../../src/protocol/channel.ts';
import type { TrafficContract } from '../../../../src/protocol/trafficContract.ts';
import { makeRow, makeSnapshot } from '../../../support/trafficRows.ts';

it('hands a failure of the host to the page', async (test) => {
  const channel = new ViewChannel<TrafficContract>({
    send: () => undefined,
    receive: () => ({ dispose: () => undefined }),
  });
  Object.assign(globalThis, { window: { setTimeout, clearTimeout } });
  test.after(() => Reflect.deleteProperty(globalThis, 'window'));
  const model = new TrafficModel();
  model.reset(makeSnapshot([makeRow(1)]));
  const attempts: Promise<unknown>[] = [];
  const link = new SelectionLink(channel, model.selection, (work) => attempts.push(work));
  model.selection.set(1);
  link.changed();
  assert.equal(attempts.length, 1);
  channel.dispose();
  await assert.rejects(attempts[0] ?? Promise.resolve());
});

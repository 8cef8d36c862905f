// A run tells its states, stops when it is told to, and lets no answer of an earlier question overtake a later one.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DiagnosticRun } from '../../../../src/app/diagnostic/diagnosticRun.ts';
import { throttled } from '../../../../src/app/error/userErrors.ts';
import { FakeDiagnostics, machine } from '../../../support/diagnostics.ts';
import { ManualClock } from '../../../support/manualClock.ts';

function makeRun(fake = new FakeDiagnostics()) {
  const clock = new ManualClock();
  const errors: unknown[] = [];
  const run = new DiagnosticRun({
    request: { machine: machine(), asked: { kind: 'flowLogs' } },
    diagnostics: fake,
    clock,
    onError: (error) => errors.push(error),
  });
  const states: string[] = [];
  run.onDidChange(({ kind }) => states.push(kind));
  return { run, fake, clock, errors, states };
}

describe('DiagnosticRun', () => {
  it('runs, ends with a report and the JSON, and can run again', async () => {
    const { run, states, clock } = makeRun();
    assert.equal(run.json, undefined);
    await run.start();
    assert.deepEqual(states, ['running', 'done']);
    assert.deepEqual(run.json, { raw: 'listFlowLogs' });
    assert.equal(run.state.kind === 'done' && run.state.finishedAt, clock.now());
    await run.start();
    assert.deepEqual(states, ['running', 'done', 'running', 'done']);
  });

  it('stops waiting without an error', async () => {
    const { run, fake, states, errors } = makeRun();
    fake.gate = Promise.withResolvers<void>().promise;
    const running = run.start();
    run.cancel();
    await running;
    assert.deepEqual(states, ['running', 'cancelled']);
    assert.deepEqual(errors, []);
  });

  it('says what went wrong, and has no JSON of an earlier answer then', async () => {
    const { run, fake, states, errors } = makeRun();
    await run.start();
    const error = throttled(30);
    fake.failures.set('listFlowLogs', error);
    await run.start();
    assert.deepEqual(states.slice(2), ['running', 'failed']);
    assert.deepEqual(run.state, { kind: 'failed', message: error.message });
    assert.deepEqual(errors, [error]);
    assert.equal(run.json, undefined);
  });

  it('keeps the words of a mistake of ours off the page, and tells it', async () => {
    const { run, fake, errors } = makeRun();
    fake.failures.set('listFlowLogs', new TypeError('internal words'));
    await run.start();
    assert.ok(run.state.kind === 'failed' && !run.state.message.includes('internal words'));
    assert.equal(errors.length, 1);
  });

  it('lets the later question win', async () => {
    const { run, fake, states } = makeRun();
    const gate = Promise.withResolvers<void>();
    fake.gate = gate.promise;
    const first = run.start();
    const second = run.start();
    gate.resolve();
    await Promise.all([first, second]);
    assert.deepEqual(states, ['running', 'running', 'done']);
  });

  it('tells nothing after it was disposed of, and ends its question', async () => {
    const { run, fake, states } = makeRun();
    fake.gate = Promise.withResolvers<void>().promise;
    const running = run.start();
    run.dispose();
    await running;
    assert.deepEqual(states, ['running']);
  });
});

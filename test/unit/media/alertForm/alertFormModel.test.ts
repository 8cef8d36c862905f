// The metric alert form without its page: what it asks for, what it proposes, and what of late answers it drops.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  firstFields,
  readKeptFields,
  readNumber,
  watchedSeries,
  withFittingTimes,
} from '../../../../media/alertForm/alertFields.ts';
import { AlertFormModel } from '../../../../media/alertForm/alertFormModel.ts';
import {
  keyStep,
  pathOf,
  plotSize,
  rangeOf,
  roundTo,
  ticksOf,
  valueAt,
  xOf,
  yOf,
} from '../../../../media/alertForm/plotGeometry.ts';
import { frequenciesFor, windowsFor } from '../../../../src/domain/alert/metricAlertDraft.ts';
import { HostChannel, ViewChannel } from '../../../../src/protocol/channel.ts';
import { alertFormGuards } from '../../../../src/protocol/alertFormContract.ts';
import type { AlertFormContract } from '../../../../src/protocol/alertFormContract.ts';
import { StandInAlertFormPorts } from '../../../support/alertForm.ts';
import { pending } from '../../../support/pending.ts';
import { transportPair } from '../../../support/transportPair.ts';

function open(ports = new StandInAlertFormPorts(), kept: unknown = null) {
  const { view, host } = transportPair();
  const state = { value: kept };
  const copied: string[] = [];
  const channel = new HostChannel<AlertFormContract>(
    host,
    {
      show: () => ({ formKey: 'key', targets: ports.targets, resourceGroup: 'rg', texts: {}, language: 'en' }),
      listMetrics: () => ports.listMetrics(),
      readGround: () => ports.readGround(),
      listDimensionValues: (question) => ports.listDimensionValues(question),
      readHistory: (question) => ports.readHistory(question),
      copyBicep: ({ name }) => {
        copied.push(name);
        return undefined;
      },
      create: async (draft) => {
        await ports.create(draft);
        return undefined;
      },
    },
    alertFormGuards,
    (error) => ({ code: 'unexpected', message: String(error) }),
  );
  const model = new AlertFormModel(
    new ViewChannel<AlertFormContract>(view),
    { read: () => state.value, write: (value) => (state.value = value) },
    { onChange: () => undefined, onTexts: () => undefined },
  );
  return { model, ports, state, copied, channel };
}

/** Lets messages go to and fro. */
async function settled(): Promise<void> {
  for (let round = 0; round < 20; round++) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

describe('AlertFormModel', () => {
  it('takes a metric’s own aggregation, proposes a threshold above what was measured, and a name', async () => {
    const { model } = open();
    await model.load();
    model.chooseMetric('Network Out Total');
    await settled();
    assert.equal(model.fields.aggregation, 'Total');
    assert.ok(readNumber(model.fields.threshold) > (model.figures?.maximum ?? Infinity));
    assert.equal(model.outcome?.fired, 0);
    assert.equal(model.fields.name, 'web-1 Network Out Total');
    assert.deepEqual(model.problems, []);
  });

  it('drops measurements of a metric that is no longer chosen', async () => {
    const { model, ports } = open();
    await model.load();
    const slow = pending();
    ports.before.set('readHistory', () => slow.promise);
    model.chooseMetric('Network Out Total');
    await settled();
    ports.before.clear();
    ports.pointsOf = () => [];
    model.chooseMetric('Percentage CPU');
    await settled();
    slow.resolve(undefined);
    await settled();
    assert.equal(model.figures, undefined);
    assert.equal(model.history.isLoading, false);
  });

  it('keeps a threshold that was typed when the time changes', async () => {
    const { model } = open();
    await model.load();
    model.chooseMetric('Network Out Total');
    model.setThreshold('500000');
    await settled();
    model.change({ span: '24h' });
    await settled();
    assert.equal(model.fields.threshold, '500000');
    assert.equal(model.outcome?.fired, 1);
  });

  it('creates and copies only what is whole', async () => {
    const { model, ports, copied } = open();
    await model.load();
    await model.create();
    await model.copyBicep();
    assert.deepEqual([ports.created.length, copied.length], [0, 0]);
    model.chooseMetric('Percentage CPU');
    await settled();
    await model.copyBicep();
    await model.create();
    assert.deepEqual([ports.created.length, copied], [1, ['web-1 Percentage CPU']]);
  });

  it('tells why a rule was not created, and lets it be tried again', async () => {
    const { model, ports } = open();
    await model.load();
    model.chooseMetric('Percentage CPU');
    await settled();
    ports.before.set('create', () => Promise.reject(new Error('refused')));
    await model.create();
    assert.match(model.problem ?? '', /refused/);
    ports.before.clear();
    await model.create();
    assert.deepEqual([ports.created.length, model.problem], [1, undefined]);
  });

  it('lets single values of a dimension and all of them exclude each other', async () => {
    const { model } = open();
    await model.load();
    model.chooseMetric('Data Disk Queue Depth');
    model.toggleDimension('LUN', '0', true);
    model.toggleDimension('LUN', '1', true);
    assert.deepEqual(model.fields.dimensions, [{ name: 'LUN', values: ['0', '1'] }]);
    model.toggleDimension('LUN', '*', true);
    assert.deepEqual(model.fields.dimensions, [{ name: 'LUN', values: ['*'] }]);
    model.toggleDimension('LUN', '*', false);
    assert.deepEqual(model.fields.dimensions, []);
    await settled();
  });

  it('goes on with what an earlier page of the same form kept', async () => {
    const first = open();
    await first.model.load();
    first.model.chooseMetric('Percentage CPU');
    first.model.setThreshold('77');
    await settled();
    const second = open(first.ports, first.state.value);
    await second.model.load();
    assert.deepEqual([second.model.fields.metricName, second.model.fields.threshold], ['Percentage CPU', '77']);
    assert.equal(readKeptFields(first.state.value, 'other', firstFields('rg')), undefined);
  });
});

describe('fields of the form', () => {
  it('always have times that Azure takes', () => {
    const times = fc.constantFrom(60, 300, 900, 1800, 3600, 21_600, 86_400, 7);
    fc.assert(
      fc.property(fc.constantFrom('static', 'dynamic'), times, times, (kind, frequencyInSeconds, windowInSeconds) => {
        const fields = withFittingTimes({ ...firstFields('rg'), kind, frequencyInSeconds, windowInSeconds });
        assert.ok(frequenciesFor(kind).includes(fields.frequencyInSeconds));
        assert.ok(windowsFor(kind, fields.frequencyInSeconds).includes(fields.windowInSeconds));
      }),
    );
  });

  it('read numbers, and nothing else', () => {
    assert.deepEqual([' 5 ', '-1.5', '.5', '1e3', '0'].map(readNumber), [5, -1.5, 0.5, 1000, 0]);
    assert.ok(['', '1,5', '0x10', 'Infinity', '1e9999', '5 MB'].every((text) => !Number.isFinite(readNumber(text))));
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
        assert.ok(readNumber(String(value)) === value),
      ),
    );
  });

  it('survive whatever was kept', () => {
    const first = firstFields('rg');
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(first)), fc.jsonValue()), (fields) => {
        const read = readKeptFields({ formKey: 'key', fields }, 'key', first);
        assert.deepEqual(Object.keys(read ?? {}).toSorted(), Object.keys(first).toSorted());
      }),
    );
  });

  it('watch series by the values of their dimensions, in any case of the name', () => {
    const series = ['0', '1'].map((value) => ({ dimensions: { lun: value }, points: [] }));
    assert.equal(watchedSeries(series, [{ name: 'LUN', values: ['1'] }]).length, 1);
    assert.equal(watchedSeries(series, [{ name: 'LUN', values: ['*'] }]).length, 2);
    assert.equal(watchedSeries(series, []).length, 2);
  });
});

describe('geometry of the plot', () => {
  const width = plotSize.wide;

  it('leads from values to places and back', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.double({ min: 1, max: 1e9, noNaN: true }),
        (value, most) => {
          const range = rangeOf({ minimum: 0, maximum: most }, undefined, { from: 0, to: 1000, width });
          const inside = Math.min(value, most);
          assert.ok(Math.abs(valueAt(yOf(inside, range), range) - inside) <= (range.most - range.least) / 100);
        },
      ),
    );
  });

  it('holds all values and the threshold, and has few round ticks', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e12, max: 1e12, noNaN: true }),
        fc.double({ min: -1e12, max: 1e12, noNaN: true }),
        fc.boolean(),
        (value, threshold, isBytes) => {
          const values = { minimum: value, maximum: value };
          const range = rangeOf(values, threshold, { from: 0, to: 1000, width });
          assert.ok(range.least <= Math.min(value, threshold, 0) && range.most > Math.max(value, threshold));
          const ticks = ticksOf(range, isBytes);
          assert.ok(ticks.length >= 1 && ticks.length <= 7, String(ticks));
          assert.ok(keyStep(range) > 0);
        },
      ),
    );
  });

  it('breaks the curve where nothing was measured', () => {
    const range = rangeOf({ minimum: 0, maximum: 10 }, undefined, { from: 0, to: 3, width });
    const path = pathOf([{ at: 0, value: 1 }, { at: 1 }, { at: 2, value: 3 }, { at: 3, value: 4 }], range);
    assert.equal(path.match(/M/g)?.length, 2);
    assert.equal(path.match(/L/g)?.length, 1);
    assert.equal(xOf(0, range), plotSize.left);
  });

  it('rounds to what a step can tell apart', () => {
    assert.deepEqual([roundTo(1234.5, 50), roundTo(0.12345, 0.02), roundTo(7.6, 1)], [1230, 0.12, 8]);
  });
});

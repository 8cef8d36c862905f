// Metric definitions and values through ARM: what is measured, what is made up, and what is refused.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sandbox } from '../sandbox.ts';
import { ask, machineId, ManualClock, sandboxFor, scaleSetId } from '../testSupport.ts';
import { control, sendFromGateway } from './monitorSupport.ts';

const version = 'api-version=2023-10-01';

interface Metric {
  readonly name: { readonly value: string; readonly localizedValue: string };
  readonly unit: string;
  readonly timeseries: readonly {
    readonly metadatavalues: readonly { readonly name: { readonly value: string }; readonly value: string }[];
    readonly data: readonly Readonly<Record<string, string | number>>[];
  }[];
}

async function metrics(
  sandbox: Sandbox,
  id: string,
  query: Readonly<Record<string, string>>,
): Promise<readonly Metric[]> {
  const answer = await ask(
    sandbox,
    `${id}/providers/Microsoft.Insights/metrics?${version}&${new URLSearchParams(query).toString()}`,
  );
  assert.equal(answer.status, 200, answer.text);
  return (answer.body as { readonly value: readonly Metric[] }).value;
}

describe('metric definitions', () => {
  it('have units, grains and dimensions, and the deprecated ones say so', async (t) => {
    const sandbox = await sandboxFor(t);
    const id = machineId(sandbox, 'vm-gateway-01');
    const { value } = (await ask(sandbox, `${id}/providers/Microsoft.Insights/metricDefinitions?${version}`)).body as {
      value: { name: { value: string; localizedValue: string }; [more: string]: unknown }[];
    };
    const find = (name: string): (typeof value)[number] | undefined => value.find((one) => one.name.value === name);
    assert.equal(find('Network In')?.name.localizedValue, 'Network In Billable (Deprecated)');
    const out = find('Network Out Total');
    assert.deepEqual(
      [out?.['unit'], out?.['primaryAggregationType'], out?.['dimensions']],
      ['Bytes', 'Total', undefined],
    );
    assert.deepEqual(
      ((out?.['metricAvailabilities'] ?? []) as { timeGrain: string }[]).map(({ timeGrain }) => timeGrain),
      ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D'],
    );
    assert.deepEqual(find('VmAvailabilityMetric')?.['dimensions'], [{ value: 'Context', localizedValue: 'Context' }]);
    const namespaces = await ask(
      sandbox,
      `${id}/providers/Microsoft.Insights/metricNamespaces?${version.replace('2023-10-01', '2024-02-01')}`,
    );
    assert.match(namespaces.text, /"metricNamespaceName":"Microsoft.Compute\/virtualMachines"/);
    assert.equal(
      (await ask(sandbox, `${id}-gone/providers/Microsoft.Insights/metricDefinitions?${version}`)).status,
      404,
    );
  });
});

describe('metric values', () => {
  it('are those of the traffic since the start, and the same past for the same seed before', async (t) => {
    const clock = new ManualClock();
    const sandbox = await sandboxFor(t, { clock });
    const id = machineId(sandbox, 'vm-gateway-01');
    await clock.advance(10 * 60_000);
    const query = { metricnames: 'Network Out Total,Outbound Flows', interval: 'PT1M', aggregation: 'Total,Maximum' };
    const before = await metrics(sandbox, id, query);
    assert.deepEqual(
      before.map(({ name, unit }) => [name.value, unit]),
      [
        ['Network Out Total', 'Bytes'],
        ['Outbound Flows', 'Count'],
      ],
    );
    const [bytes] = before;
    assert.equal(bytes?.timeseries[0]?.data.length, 61);
    const totals = bytes.timeseries[0].data.map(({ total }) => Number(total));
    assert.ok(
      totals.every((total) => total > 0 && total < 1_000_000),
      totals.join(' '),
    );
    assert.ok(new Set(totals).size > 50, 'a line that never moves');
    sendFromGateway(sandbox, clock.now(), 3_000_000);
    const after = await metrics(sandbox, id, query);
    assert.ok(Number(after[0]?.timeseries[0]?.data.at(-1)?.['total']) > 3_000_000);
    assert.deepEqual(after[0]?.timeseries[0]?.data.slice(0, -1), bytes.timeseries[0].data.slice(0, -1));
    await clock.advance(60_000);
    const flows =
      (await metrics(sandbox, id, query))[1]?.timeseries[0]?.data.map(({ maximum }) => Number(maximum)) ?? [];
    assert.ok(Math.max(...flows) > 50, flows.join(' '));

    const twin = await sandboxFor(t, { clock: new ManualClock() });
    const span = { ...query, timespan: '2026-11-22T08:00:00Z/2026-11-22T10:00:00Z', interval: 'PT5M' };
    assert.deepEqual(await metrics(twin, id, span), await metrics(sandbox, id, span));
    const other = await sandboxFor(t, { clock: new ManualClock(), seed: 2 });
    const otherId = machineId(other, 'vm-gateway-01');
    assert.notDeepEqual(
      (await metrics(other, otherId, span))[0]?.timeseries,
      (await metrics(sandbox, id, span))[0]?.timeseries,
    );
  });

  it('show a burst of the world', async (t) => {
    const sandbox = await sandboxFor(t);
    const id = machineId(sandbox, 'vm-gateway-01');
    const sum = async (): Promise<number> => {
      const query = { metricnames: 'network out total', interval: 'FULL', timespan: 'PT1H' };
      const [metric] = await metrics(sandbox, id, query);
      return Number(metric?.timeseries[0]?.data[0]?.['total']);
    };
    const before = await sum();
    await control(sandbox, 'POST /world', { burst: 200 });
    assert.ok((await sum()) - before > 50_000);
  });

  it('have a wave of a day', async (t) => {
    const sandbox = await sandboxFor(t, { clock: new ManualClock() });
    const id = machineId(sandbox, 'vm-orders-01');
    const query = {
      metricnames: 'Percentage CPU',
      interval: 'PT1H',
      timespan: '2026-11-20T00:00:00Z/2026-11-21T00:00:00Z',
    };
    const [cpu] = await metrics(sandbox, id, query);
    const hours = cpu?.timeseries[0]?.data.map(({ average }) => Number(average)) ?? [];
    assert.equal(hours.length, 24);
    assert.ok(hours[14]! > 2 * hours[2]!, hours.join(' '));
  });

  it('have no values while a machine is off, but times', async (t) => {
    const sandbox = await sandboxFor(t);
    const [metric] = await metrics(sandbox, machineId(sandbox, 'vm-batch-01'), { metricnames: 'Percentage CPU' });
    assert.ok(metric?.timeseries[0]?.data.every((point) => Object.keys(point).join() === 'timeStamp'));
  });

  it('are split by dimensions', async (t) => {
    const sandbox = await sandboxFor(t);
    const id = scaleSetId(sandbox, 'vmss-api');
    const names = async (filter: string): Promise<unknown> => {
      const [metric] = await metrics(sandbox, id, { metricnames: 'Network In Total', $filter: filter });
      return metric?.timeseries.map(({ metadatavalues }) =>
        metadatavalues.map(({ name, value }) => `${name.value}=${value}`).join(),
      );
    };
    assert.deepEqual(await names(''), ['']);
    assert.deepEqual(await names("VMName eq '*'"), ['vmname=vmss-api_0', 'vmname=vmss-api_1', 'vmname=vmss-api_3']);
    assert.deepEqual(await names("VMName eq 'vmss-api_1' or VMName eq 'vmss-api_3'"), [
      'vmname=vmss-api_1',
      'vmname=vmss-api_3',
    ]);
    assert.deepEqual(await names("VMName ne 'vmss-api_1'"), ['vmname=vmss-api_0', 'vmname=vmss-api_3']);
  });

  it('are refused with a flat error', async (t) => {
    const sandbox = await sandboxFor(t);
    const id = machineId(sandbox, 'vm-gateway-01');
    for (const [query, reason] of [
      [
        { metricnames: 'Nothing' },
        /^Failed to find metric configuration for provider: Microsoft.Compute, resource Type: virtualMachines, metric: Nothing, Valid metrics: Percentage CPU,/,
      ],
      [{ interval: 'PT2M' }, /time grain/],
      [{ timespan: 'yesterday' }, /time interval/],
      [{ timespan: '2026-11-22T10:00:00Z/2026-11-22T09:00:00Z' }, /reversed order/],
      [{ aggregation: 'Median' }, /aggregation type/],
      [{ $filter: "VMName eq '*'" }, /dimension combination/],
      [{ timespan: 'P30D' }, /too many data points/],
    ] as const) {
      const answer = await ask(
        sandbox,
        `${id}/providers/Microsoft.Insights/metrics?${version}&${new URLSearchParams(query).toString()}`,
      );
      const body = answer.body as { readonly code: string; readonly message: string };
      assert.deepEqual([answer.status, body.code], [400, 'BadRequest']);
      assert.match(body.message, reason);
    }
  });
});

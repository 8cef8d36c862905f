// The scaffolded function against the local Azure, in the stand-in host: every way of writing an alert, what starts and what does
// not, and what an alert may ask for.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { alertCaptureName, alertKeyOf } from '../../src/domain/alert/alertCaptureName.ts';
import { AlertFunctionRig, commonAlert } from './alertFunctionRig.ts';

/** Bodies of the other schemas for a machine. */
const otherSchemas: Readonly<Record<string, (machine: string) => unknown>> = {
  metric: (machine) => ({
    schemaId: 'AzureMonitorMetricAlert',
    data: {
      version: '2.0',
      status: 'Activated',
      properties: { timeLimitInSeconds: '30' },
      context: {
        timestamp: '2026-11-22T02:00:00.0000000Z',
        id: '/subscriptions/s/resourceGroups/g/providers/microsoft.insights/metricAlerts/much-traffic',
        name: 'much-traffic',
        severity: '3',
        conditionType: 'SingleResourceMultipleMetricCriteria',
        resourceType: 'Microsoft.Compute/virtualMachines',
        resourceId: machine,
      },
    },
  }),
  classicMetric: (machine) => ({
    status: 'Activated',
    context: {
      timestamp: '2026-11-22T02:00:00.0000000Z',
      id: '/subscriptions/s/resourceGroups/g/providers/microsoft.insights/alertrules/much-traffic',
      name: 'much-traffic',
      conditionType: 'Metric',
      condition: { metricName: 'TCP segments sent', threshold: '10', metricValue: '20' },
      resourceId: machine,
    },
    properties: { timeLimitInSeconds: 30 },
  }),
  activityLog: (machine) => ({
    schemaId: 'Microsoft.Insights/activityLogs',
    data: {
      status: 'Activated',
      context: {
        activityLog: {
          eventTimestamp: '2026-11-22T02:00:00.0000000+00:00',
          eventSource: 'ResourceHealth',
          level: 'Critical',
          resourceId: machine,
        },
      },
      properties: {},
    },
  }),
  flat: (machine) => ({
    subscriptionId: 's',
    networkWatcherResourceGroup: 'not-looked-at',
    networkWatcherName: 'not-looked-at',
    packetCaptureName: 'pc1',
    storageID: '/not/allowed',
    timeLimit: 30,
    targetVM: machine,
  }),
};

describe('the alert-triggered function', () => {
  let rig: AlertFunctionRig;
  let machine = '';

  before(async () => {
    rig = await AlertFunctionRig.start();
    machine = rig.azure.machine('vm-gateway-01');
  });
  after(() => rig.stop());
  afterEach(() => rig.reset());

  const settingsSent = (from: number): unknown[] =>
    rig.azure.bodiesSince(from, 'PUT').map((body) => (body as { readonly properties: unknown }).properties);

  describe('starts a capture for an alert', () => {
    it('of the common schema, with ids in lower case, and says where its file goes', async () => {
      const host = await rig.host();
      const from = rig.requestCount;
      const alertId =
        '/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/0c9d9f4a-0000-4000-8000-1b2c3d4e5f60';
      const { status, body } = await rig.deliver(host, commonAlert([machine], { alertId }));
      assert.equal(status, 200);
      assert.equal(body.status, 'started');
      const [started] = body.started;
      assert.equal(started?.target, machine.toLowerCase());
      assert.equal(started?.state, 'started');
      assert.equal(started?.capture, alertCaptureName(alertKeyOf({ alertId }), machine.toLowerCase()));
      assert.match(started?.storagePath ?? '', /^https:\/\/[^?]*packetcapture_[\d_]+\.cap$/);
      assert.deepEqual(settingsSent(from), [
        {
          target: machine.toLowerCase(),
          targetType: 'AzureVM',
          storageLocation: { storageId: rig.azure.storage('fabrikamcaptures') },
          timeLimitInSeconds: 60,
          totalBytesPerSession: 1_073_741_824,
          bytesToCapturePerPacket: 0,
        },
      ]);
    });

    it('makes five requests to ARM, and does not wait for the capture', async () => {
      const host = await rig.host();
      const from = rig.requestCount;
      await rig.deliver(host, commonAlert([machine]));
      assert.deepEqual(
        rig.azure
          .requestsSince(from)
          .map((line) => line.replace(/alert-[\w-]+/i, '{name}'))
          .toSorted(),
        [
          'GET …/Microsoft.Network/networkWatchers 200',
          'GET …/microsoft.compute/virtualmachines/vm-gateway-01 200',
          'GET …/packetCaptures 200',
          'GET …/packetCaptures/{name} 404',
          'PUT …/packetCaptures/{name} 201',
        ],
      );
    });

    for (const [schema, bodyOf] of Object.entries(otherSchemas)) {
      it(`of the schema ${schema}`, async (test) => {
        // A body without id and time is told from another by the time at which it comes.
        test.mock.timers.enable({ apis: ['Date'], now: Date.now() });
        const host = await rig.host();
        const from = rig.requestCount;
        const { status, body } = await rig.deliver(host, bodyOf(machine));
        assert.deepEqual([status, body.status], [200, 'started']);
        assert.equal(rig.createdSince(from).length, 1);
        const again = await rig.deliver(await rig.host(), bodyOf(machine));
        assert.deepEqual([again.status, again.body.started[0]?.state], [200, 'alreadyStarted']);
        assert.equal(rig.createdSince(from).length, 1);
      });
    }

    it('of a scale set, and of one instance of it', async () => {
      const host = await rig.host();
      const from = rig.requestCount;
      const scaleSet = rig.azure.scaleSet('vmss-api');
      const { body } = await rig.deliver(host, commonAlert([scaleSet, `${scaleSet}/virtualMachines/3`]));
      assert.equal(body.started.length, 2);
      const sent = settingsSent(from) as { targetType: string; target: string; scope?: { include: string[] } }[];
      assert.deepEqual(new Set(sent.map(({ targetType }) => targetType)), new Set(['AzureVMSS']));
      assert.deepEqual(new Set(sent.map(({ scope }) => scope?.include[0])), new Set([undefined, '3']));
    });

    it('on machines of several regions, each with the watcher of its own', async () => {
      const host = await rig.host();
      const from = rig.requestCount;
      const north = rig.azure.machine('vm-north-web');
      const { status, body } = await rig.deliver(
        host,
        commonAlert([machine, north], { customProperties: { storageId: rig.azure.storage('fabrikamcaptures') } }),
      );
      // The account is of the other region: the service refuses that capture, and the first one is started all the same.
      assert.deepEqual([status, body.status, body.started.length], [422, 'partlyStarted', 1]);
      assert.match(body.failed[0]?.detail ?? '', /northeurope/);
      const puts = rig.azure.sandbox.requests.entries.slice(from).filter(({ method }) => method === 'PUT');
      assert.ok(puts.some(({ path }) => path.includes('/nw-scandinavia/')));
    });
  });

  describe('starts nothing', () => {
    for (const condition of ['Resolved', 'resolved', 'Deactivated', 'Unheard-of']) {
      it(`for an alert that is ${condition}`, async () => {
        const host = await rig.host();
        const from = rig.requestCount;
        const { status, body } = await rig.deliver(host, commonAlert([machine], { condition }));
        assert.deepEqual([status, body.status], [200, 'skipped']);
        assert.equal(rig.requestCount, from);
      });
    }

    it('but stops the capture of a resolved alert where the settings say so', async () => {
      const host = await rig.host({ CAPTURE_STOP_ON_RESOLVED: 'true' });
      const alertId = '/x/alerts/5e0f';
      await rig.deliver(host, commonAlert([machine], { alertId }));
      const from = rig.requestCount;
      const { status, body } = await rig.deliver(host, commonAlert([machine], { alertId, condition: 'Resolved' }));
      assert.deepEqual([status, body.status, body.skipped[0]?.reason], [200, 'skipped', 'stopped']);
      assert.ok(rig.azure.requestsSince(from).some((line) => /^POST .*\/stop 202$/.test(line)));
      const other = await rig.deliver(host, commonAlert([machine], { alertId: '/x/alerts/77', condition: 'Resolved' }));
      assert.deepEqual([other.status, other.body.skipped[0]?.reason], [200, 'resolved']);
    });

    it('for what is no machine, and says so', async () => {
      const host = await rig.host();
      const from = rig.requestCount;
      const { status, body } = await rig.deliver(host, commonAlert([rig.azure.storage('fabrikamcaptures')]));
      assert.deepEqual([status, body.skipped[0]?.reason], [200, 'notAMachine']);
      const none = await rig.deliver(host, commonAlert([]));
      assert.deepEqual([none.status, none.body.skipped[0]?.reason], [200, 'notAMachine']);
      assert.equal(rig.requestCount, from);
    });

    it('but captures the machines of the settings when an alert names none', async () => {
      const host = await rig.host({ CAPTURE_TARGET_IDS: machine });
      const { body } = await rig.deliver(host, commonAlert([rig.azure.storage('fabrikamcaptures')]));
      assert.equal(body.started[0]?.target, machine);
    });

    for (const [what, text, expected] of [
      ['no JSON', 'fired!', 400],
      ['nothing', '', 400],
      ['a list', '[]', 200],
      ['a number', '17', 400],
      ['null', 'null', 400],
      ['an empty object', '{}', 200],
      ['deep nonsense', JSON.stringify({ schemaId: 'azureMonitorCommonAlertSchema', data: [null] }), 200],
      ['300 KB', JSON.stringify({ text: 'x'.repeat(300_000) }), 413],
    ] as const) {
      it(`for a body with ${what}`, async () => {
        const host = await rig.host();
        const from = rig.requestCount;
        const { status, body } = await rig.deliver(host, text);
        assert.equal(status, expected);
        assert.ok((body.error ?? body.skipped[0]?.reason) !== undefined);
        assert.equal(rig.requestCount, from);
      });
    }

    it('for 300 KB that do not say how long they are', async () => {
      const host = await rig.host();
      const text = JSON.stringify({ text: 'x'.repeat(300_000) });
      const { status } = await rig.deliver(host, new Blob([text]).stream());
      assert.equal(status, 413);
      const small = await rig.deliver(host, new Blob([JSON.stringify(commonAlert([machine]))]).stream());
      assert.equal(small.body.status, 'started');
    });

    it('for who does not have the key', async () => {
      const host = await rig.host();
      for (const address of [host.url('alertCapture'), `${host.url('alertCapture')}?code=guess`]) {
        const { status } = await fetch(address, { method: 'POST', body: JSON.stringify(commonAlert([machine])) });
        assert.equal(status, 401);
      }
    });

    it('without a storage account in the settings', async () => {
      const host = await rig.host({ CAPTURE_STORAGE_ID: '' });
      const { status, body } = await rig.deliver(host, commonAlert([machine]));
      assert.deepEqual([status, body.failed[0]?.reason], [500, 'notConfigured']);
    });
  });

  describe('takes from an alert', () => {
    it('limits, clipped to those of the service, from every place that a schema has for them', async () => {
      const host = await rig.host();
      const from = rig.requestCount;
      const asked = { timeLimitInSeconds: '99999', totalBytesPerSession: 9_999_999_999, bytesToCapturePerPacket: '34' };
      const { body } = await rig.deliver(host, commonAlert([machine], { customProperties: asked }));
      assert.equal(body.notes.length, 2);
      const [sent] = settingsSent(from) as Record<string, unknown>[];
      assert.equal(sent?.['timeLimitInSeconds'], 18_000);
      assert.equal(sent?.['totalBytesPerSession'], 4_294_967_295);
      assert.equal(sent?.['bytesToCapturePerPacket'], 34);
    });

    it('no storage account that the settings do not name', async () => {
      const from = rig.requestCount;
      const other = rig.azure.storage('fabrikamsubnet');
      const asked = { customProperties: { storageId: other } };
      const strict = await rig.deliver(await rig.host(), commonAlert([machine], asked));
      assert.equal(strict.body.notes.length, 1);
      const open = await rig.deliver(
        await rig.host({ CAPTURE_ALLOWED_STORAGE_IDS: other.toUpperCase() }),
        commonAlert([machine], asked),
      );
      assert.equal(open.body.notes.length, 0);
      const sent = settingsSent(from) as { storageLocation: { storageId: string } }[];
      assert.deepEqual(
        sent.map(({ storageLocation }) => storageLocation.storageId),
        [rig.azure.storage('fabrikamcaptures'), other],
      );
    });

    it('at most twenty machines', async () => {
      const host = await rig.host();
      const many = Array.from({ length: 22 }, (_, at) => machine.replace('vm-gateway-01', `vm-${at}`));
      const { status, body } = await rig.deliver(host, commonAlert(many));
      assert.equal(status, 422);
      assert.deepEqual(new Set(body.failed.map(({ reason }) => reason)), new Set(['targetNotFound', 'tooManyTargets']));
    });
  });
});

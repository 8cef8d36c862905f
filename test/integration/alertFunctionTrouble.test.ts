// The scaffolded function when things go wrong: deliveries that come a thousand times, machines that cannot be captured, missing
// rights, and every call to ARM refused, throttled or cut off. Nothing is ever started twice, and an action group is asked to call
// again only where that helps.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { AlertFunctionRig, commonAlert } from './alertFunctionRig.ts';
import type { Delivered } from './alertFunctionRig.ts';

/** Statuses for which an action group calls again. */
const repeatedStatuses = [408, 429, 503, 504];

/** A call that the function makes, and what must be so that it is made. */
interface Call {
  readonly what: string;
  readonly rule: { readonly method: string; readonly pathPattern: string };
  readonly action: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly needs?: 'otherCapture' | 'failedCapture';
}

const captureType = 'Microsoft.Network/networkWatchers/packetCaptures';
const calls: readonly Call[] = [
  {
    what: 'the machine',
    rule: { method: 'GET', pathPattern: '/virtualMachines/vm-gateway-01$' },
    action: 'Microsoft.Compute/virtualMachines/read',
  },
  {
    what: 'the list of watchers',
    rule: { method: 'GET', pathPattern: '/networkWatchers$' },
    action: 'Microsoft.Network/networkWatchers/read',
  },
  {
    what: 'the capture of that name',
    rule: { method: 'GET', pathPattern: '/packetCaptures/alert-' },
    action: `${captureType}/read`,
  },
  {
    what: 'the list of captures',
    rule: { method: 'GET', pathPattern: '/packetCaptures$' },
    action: `${captureType}/read`,
  },
  {
    what: 'the status of another capture',
    rule: { method: 'POST', pathPattern: '/queryStatus$' },
    action: `${captureType}/queryStatus/action`,
    settings: { CAPTURE_MAX_RUNNING: '1' },
    needs: 'otherCapture',
  },
  {
    what: 'the deletion of a failed capture',
    rule: { method: 'DELETE', pathPattern: '/packetCaptures/' },
    action: `${captureType}/delete`,
    needs: 'failedCapture',
  },
  { what: 'the start', rule: { method: 'PUT', pathPattern: '/packetCaptures/' }, action: `${captureType}/write` },
];

describe('the alert-triggered function in trouble', () => {
  let rig: AlertFunctionRig;
  let machine = '';
  let alertId = '';
  let count = 0;

  before(async () => {
    rig = await AlertFunctionRig.start();
    machine = rig.azure.machine('vm-gateway-01');
  });
  after(() => rig.stop());
  afterEach(() => rig.reset());

  const newAlert = (): unknown => {
    count += 1;
    alertId = `/providers/Microsoft.AlertsManagement/alerts/trouble-${count}`;
    return commonAlert([machine], { alertId });
  };
  const putsSince = (from: number): number =>
    rig.azure.requestsSince(from).filter((line) => line.startsWith('PUT ')).length;

  /** Makes the situation in which a call is made, and gives the alert for it. */
  async function prepare(call: Call): Promise<unknown> {
    if (call.needs === 'otherCapture') {
      const { body } = await rig.deliver(await rig.host(), newAlert());
      // It has ended, so that there is room; only its status tells.
      await rig.azure.control(`/captures/${body.started[0]?.capture ?? ''}/end`);
    }
    const alert = newAlert();
    if (call.needs === 'failedCapture') {
      await rig.azure.control('/captures/fail-next');
      const { body } = await rig.deliver(await rig.host(), alert);
      const { watcherId } = rig.azure;
      const name = body.started[0]?.capture ?? '';
      // The operation ends by itself; the entry stays as Failed.
      await rig.azure.services().captures.get(`${watcherId}/packetCaptures/${name}`, {});
    }
    return alert;
  }

  /** Delivers an alert while a call is answered otherwise; a delivery after that starts the one capture, if the first did not. */
  async function deliverThrough(call: Call, fault: Readonly<Record<string, unknown>>): Promise<Delivered> {
    const alert = await prepare(call);
    const host = await rig.host(call.settings);
    const from = rig.requestCount;
    await rig.addFault({ ...call.rule, ...fault });
    const first = await rig.deliver(host, alert);
    if (first.body.status === 'started') {
      assert.equal(rig.createdSince(from).length, 1);
      return first;
    }
    assert.equal(rig.createdSince(from).length, 0);
    await rig.azure.control('/faults', {}, 'DELETE');
    const next = await rig.deliver(host, alert);
    assert.deepEqual([next.status, next.body.status], [200, 'started'], next.text);
    assert.equal(rig.createdSince(from).length, 1);
    return first;
  }

  describe('when an alert is delivered again and again', () => {
    it('starts exactly one capture for a thousand deliveries at once', async () => {
      const host = await rig.host();
      const from = rig.requestCount;
      const alert = newAlert();
      const answers = await Promise.all(Array.from({ length: 1000 }, () => rig.deliver(host, alert)));
      assert.deepEqual(
        answers.filter(({ status, body }) => status !== 200 || body.started.length !== 1),
        [],
      );
      assert.equal(putsSince(from), 1);
      assert.equal(answers.filter(({ body }) => body.started[0]?.state === 'started').length, 1);
      assert.equal(new Set(answers.map(({ body }) => body.started[0]?.capture)).size, 1);
    });

    it('starts exactly one for a thousand deliveries to four instances of the app', async () => {
      const hosts = await Promise.all([rig.host(), rig.host(), rig.host(), rig.host()]);
      const from = rig.requestCount;
      const alert = newAlert();
      const answers = await Promise.all(
        Array.from({ length: 1000 }, (_, at) => rig.deliver(hosts[at % 4] ?? assert.fail(), alert)),
      );
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      assert.equal(rig.createdSince(from).length, 1);
      assert.ok(putsSince(from) <= 4);
    });

    it('answers a delivery after the capture has ended as one that was done', async () => {
      const alert = newAlert();
      const first = await rig.deliver(await rig.host(), alert);
      await rig.azure.control(`/captures/${first.body.started[0]?.capture ?? ''}/end`);
      const from = rig.requestCount;
      const again = await rig.deliver(await rig.host(), alert);
      assert.deepEqual([again.status, again.body.started[0]?.state], [200, 'alreadyStarted']);
      assert.equal(putsSince(from), 0);
    });

    it('lets no more captures run than the settings allow, however many alerts come at once', async () => {
      const host = await rig.host({ CAPTURE_MAX_RUNNING: '2' });
      const from = rig.requestCount;
      const answers = await Promise.all(Array.from({ length: 7 }, () => rig.deliver(host, newAlert())));
      assert.equal(rig.createdSince(from).length, 2);
      assert.equal(answers.filter(({ body }) => body.skipped[0]?.reason === 'tooManyRunning').length, 5);
      const other = await rig.deliver(await rig.host({ CAPTURE_MAX_RUNNING: '2' }), newAlert());
      assert.deepEqual([other.status, other.body.skipped[0]?.reason], [200, 'tooManyRunning']);
      await rig.azure.control(`/captures/${answers[0]?.body.started[0]?.capture ?? ''}/end`);
      const later = await rig.deliver(host, newAlert());
      assert.equal(later.body.status, 'started');
    });
  });

  describe('with one name for all captures', () => {
    const settings = { CAPTURE_FIXED_NAME: 'on-{machine}' };

    it('replaces the capture of an alert before, and not that of the same delivery', async (test) => {
      const first = await rig.deliver(await rig.host(settings), newAlert());
      assert.equal(first.body.started[0]?.capture.toLowerCase(), 'on-vm-gateway-01');
      const from = rig.requestCount;
      const again = await rig.deliver(await rig.host(settings), newAlert());
      assert.equal(again.body.started[0]?.state, 'alreadyStarted');
      test.mock.timers.enable({ apis: ['Date'], now: Date.now() + 600_000 });
      const host = await rig.host(settings);
      const alert = newAlert();
      const answers = await Promise.all(Array.from({ length: 20 }, () => rig.deliver(host, alert)));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      assert.equal(rig.createdSince(from).length, 1);
      const deletions = rig.azure.requestsSince(from).filter((line) => line.startsWith('DELETE '));
      assert.equal(deletions.length, 1);
    });
  });

  describe('on a machine that cannot be captured', () => {
    for (const [name, status, reason] of [
      ['vm-legacy-erp', 422, 'noAgent'],
      ['vm-batch-01', 422, 'notRunning'],
      ['vm-build-07', 422, 'notRunning'],
      ['vm-france-01', 422, 'noWatcher'],
    ] as const) {
      it(`says ${reason} of ${name}, and starts nothing`, async () => {
        const from = rig.requestCount;
        const { status: got, body } = await rig.deliver(await rig.host(), commonAlert([rig.azure.machine(name)]));
        assert.deepEqual([got, body.status, body.failed[0]?.reason], [status, 'failed', reason]);
        assert.equal(putsSince(from), 0);
      });
    }

    it('says noAgent of a scale set without', async () => {
      const { body } = await rig.deliver(await rig.host(), commonAlert([rig.azure.scaleSet('vmss-workers')]));
      assert.equal(body.failed[0]?.reason, 'noAgent');
    });

    it('says of a machine that never was, and of one that was deleted, that it is not there', async () => {
      const host = await rig.host();
      const unknown = machine.replace('vm-gateway-01', 'vm-nobody');
      await rig.azure.control('/machines/vm-orders-02', {}, 'DELETE');
      const { status, body } = await rig.deliver(
        host,
        commonAlert([unknown, rig.azure.machine('vm-orders-02'), machine]),
      );
      assert.deepEqual([status, body.status], [404, 'partlyStarted']);
      assert.deepEqual(
        body.failed.map(({ reason }) => reason),
        ['targetNotFound', 'targetNotFound'],
      );
      assert.equal(body.started.length, 1);
    });

    it('passes on why the service refuses an account', async () => {
      const host = await rig.host({ CAPTURE_STORAGE_ID: rig.azure.storage('fabrikampremium') });
      const { status, body } = await rig.deliver(host, newAlert());
      assert.deepEqual([status, body.failed[0]?.reason], [422, 'refused']);
      assert.match(body.failed[0]?.detail ?? '', /Premium/);
    });
  });

  describe('without the right', () => {
    for (const [account, action] of [
      ['sol', 'Microsoft.Network/networkWatchers/read'],
      ['ren', 'Microsoft.Network/networkWatchers/packetCaptures/write'],
      [
        'ned',
        'Microsoft.Storage/storageAccounts/listServiceSas/action,Microsoft.Storage/storageAccounts/listAccountSas/action',
      ],
    ] as const) {
      it(`names the action that ${account} lacks, and its scope`, async () => {
        const from = rig.requestCount;
        const { status, body } = await rig.deliver(await rig.host({ AZURE_CLIENT_ID: account }), newAlert());
        assert.equal(status, 403);
        const missing = body.failed[0]?.missing;
        assert.ok(
          missing?.action === action ||
            (account === 'sol' && missing?.action === 'Microsoft.Compute/virtualMachines/read'),
          missing?.action,
        );
        assert.match(missing.scope, /^\/subscriptions\//);
        assert.equal(rig.createdSince(from).length, 0);
      });
    }
  });

  for (const call of calls) {
    describe(`when ${call.what} is answered`, () => {
      it('with 403, names the action', async () => {
        const { status, body } = await deliverThrough(call, {
          status: 403,
          code: 'AuthorizationFailed',
          message: 'No.',
        });
        assert.equal(status, 403);
        assert.equal(body.failed[0]?.missing?.action, call.action);
      });

      for (const code of [408, 409, 429, 500, 502, 503, 504]) {
        it(`with ${code} once, goes on`, async () => {
          const { status, body } = await deliverThrough(call, { status: code, code: 'Busy', retryAfter: 0, times: 1 });
          assert.deepEqual([status, body.status], [200, 'started']);
        });
      }

      for (const code of [429, 500, 503]) {
        it(`with ${code} and a long Retry-After, asks the action group to call again`, async () => {
          const { status, body } = await deliverThrough(call, { status: code, code: 'Busy', retryAfter: 600 });
          assert.equal(status, 503);
          assert.equal(body.failed[0]?.reason, 'unavailable');
        });
      }

      it('by nobody once, goes on', async () => {
        assert.equal((await deliverThrough(call, { dropSocket: true, times: 1 })).status, 200);
      });

      it('by the page of a proxy, asks the action group to call again', async () => {
        const { status } = await deliverThrough(call, { status: 502, body: '<html>Bad Gateway</html>', retryAfter: 0 });
        assert.equal(status, 503);
      });

      it('with 400, asks for nothing and passes on why', async () => {
        const { status, body } = await deliverThrough(call, {
          status: 400,
          code: 'Odd',
          message: 'See https://x.blob.core.windows.net/c/f.cap?sv=1&sig=abcdefgh and do not ask.',
        });
        assert.equal(status, 422);
        assert.ok(!repeatedStatuses.includes(status));
        assert.equal(body.failed[0]?.detail, 'Odd: See https://x.blob.core.windows.net/c/f.cap?*** and do not ask.');
      });
    });
  }

  it('takes a conflict of the start as started by somebody faster', async () => {
    const alert = newAlert();
    await rig.deliver(await rig.host(), alert);
    const from = rig.requestCount;
    // The capture is there, but this one does not see it before its PUT.
    await rig.addFault({
      method: 'GET',
      pathPattern: '/packetCaptures/alert-',
      status: 404,
      code: 'NotFound',
      times: 1,
    });
    const { status, body } = await rig.deliver(await rig.host(), alert);
    assert.deepEqual([status, body.started[0]?.state], [200, 'alreadyStarted']);
    assert.equal(rig.createdSince(from).length, 0);
  });

  it('asks for a new token once when ARM refuses the one it has', async () => {
    const host = await rig.host();
    await rig.deliver(host, newAlert());
    const given = rig.tokensGiven;
    await rig.addFault({
      method: 'PUT',
      pathPattern: '/packetCaptures/',
      status: 401,
      code: 'ExpiredAuthenticationToken',
      times: 1,
    });
    const { status } = await rig.deliver(host, newAlert());
    assert.deepEqual([status, rig.tokensGiven - given], [200, 1]);
  });

  it('gets a token once for many calls at once', async () => {
    const host = await rig.host();
    const given = rig.tokensGiven;
    await Promise.all(Array.from({ length: 50 }, () => rig.deliver(host, newAlert())));
    assert.equal(rig.tokensGiven - given, 1);
  });

  for (const [identityStatus, status, reason] of [
    [500, 503, 'unavailable'],
    [429, 503, 'unavailable'],
    [400, 500, 'notConfigured'],
  ] as const) {
    it(`answers ${status} when the identity's endpoint answers ${identityStatus}`, async () => {
      rig.identityStatus = identityStatus;
      const answer = await rig.deliver(await rig.host(), newAlert());
      assert.deepEqual([answer.status, answer.body.failed[0]?.reason], [status, reason]);
    });
  }

  it('sends its token nowhere but to ARM', async () => {
    await rig.addFault({
      method: 'GET',
      pathPattern: '/packetCaptures$',
      body: { value: [], nextLink: 'https://127.0.0.1:9/next' },
    });
    const { status, body } = await rig.deliver(await rig.host(), newAlert());
    assert.equal(status, 422);
    assert.match(body.failed[0]?.detail ?? '', /another host/);
  });

  it('finds a watcher anew that was forgotten, and one outside the group of the settings', async () => {
    const host = await rig.host({ NETWORK_WATCHER_RESOURCE_GROUP: 'rg-that-is-not-there' });
    assert.equal((await rig.deliver(host, newAlert())).status, 200);
  });
});

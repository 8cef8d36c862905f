// Every call to ARM meets every refusal: each must end, soon, in an error that says what failed and why, and what can be done; never
// in a page, a gap, or something that looks like an answer. Each fault is a path of its own below ARM, so that all run side by side.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createArmServices } from '../../src/adapters/azure/arm.ts';
import { systemClock } from '../../src/base/clock.ts';
import { isUserError } from '../../src/app/error/userError.ts';
import { armCalls } from './armCalls.ts';
import type { ArmCall } from './armCalls.ts';
import { ends, faults, unreachable } from './armFaults.ts';
import type { Expected, Fault } from './armFaults.ts';
import { SandboxAzure } from './sandboxAzure.ts';

/** What no message may hold. */
const hidden = /<[!/a-z]|undefined|\[object|SIGNATURE|TOPTOKEN|&s=|\{\d\}|\n/i;

describe('refusals', { concurrency: true, timeout: 60_000 }, () => {
  let azure: SandboxAzure;
  const servers: Server[] = [];

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none' });
  });
  after(async () => {
    for (const server of servers) {
      server.close();
    }
    await azure.stop();
  });

  /** The endpoint of a fault: ARM below a path of its own. */
  const endpoint = (path: string): string => `${azure.cloud.resourceManagerUrl.replace(/\/$/, '')}${path}`;

  /** Makes all calls at an endpoint at the same time. @returns what is wrong, a line for each call */
  async function problemsOf(
    base: string,
    calls: readonly ArmCall[],
    expectedOf: (call: ArmCall) => Expected | undefined,
  ) {
    const services = createArmServices({
      cloud: { ...azure.cloud, resourceManagerUrl: base },
      subscriptionId: '11111111-2222-3333-4444-555555555555',
      tokens: { getToken: async () => ({ token: 'TOPTOKEN', expiresOnTimestamp: Date.now() + 3_600_000 }) },
      log: azure.log,
      clock: systemClock,
    });
    const problems = await Promise.all(
      calls.map(async (call) => {
        const outcome = await call.run(services, base).then(
          (value: unknown) => ({ value }),
          (error: unknown) => ({ error }),
        );
        const problem = problemWith(outcome, expectedOf(call));
        return problem === undefined ? [] : [`${call.what}: ${problem}`];
      }),
    );
    return problems.flat();
  }

  faults.forEach((fault, index) => {
    it(`of every call: ${fault.what}`, async () => {
      await azure.control('/faults', { ...fault.rule, pathPattern: `^/fault${index}/` });
      assert.deepEqual(await problemsOf(endpoint(`/fault${index}`), armCalls, (call) => expectedOf(fault, call)), []);
    });
  });

  ends.forEach((end, index) => {
    it(`of every long operation: ${end.what}`, async () => {
      const base = endpoint(`/end${index}`);
      await azure.control('/faults', { ...end.rule, pathPattern: `^/end${index}/operations/` });
      await azure.control('/faults', {
        pathPattern: `^/end${index}/`,
        status: 202,
        body: '',
        headers: {
          'Azure-AsyncOperation': `${base}/operations/x?api-version=2026-01-01&t=1&c=MII&s=SIGNATURE&h=1`,
          Location: `${base}/operations/y?api-version=2026-01-01&t=1&c=MII&s=SIGNATURE&h=1`,
        },
      });
      const long = armCalls.filter(({ isLong }) => isLong === true);
      assert.deepEqual(await problemsOf(base, long, (call) => expectedOf(end, call)), []);
    });
  });

  for (const [what, meet, text] of [
    ['closes before the handshake', (socket: Socket): unknown => socket.destroy(), /\((ECONNRESET|EPIPE)\)/],
    [
      'speaks no TLS',
      (socket: Socket): unknown => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      /\((ERR_SSL_\w+|EPROTO)\)/,
    ],
  ] as const) {
    it(`of every call: a server that ${what}`, async () => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        meet(socket);
      });
      servers.push(server);
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const { port } = server.address() as AddressInfo;
      assert.deepEqual(await problemsOf(`https://127.0.0.1:${port}`, armCalls, () => unreachable(text)), []);
    });
  }

  it('leaves no token and no signature in the log', () => {
    assert.deepEqual(
      azure.log.lines.filter((line) => /SIGNATURE|TOPTOKEN/.test(line)),
      [],
    );
  });
});

/** What a call must make of a fault; undefined when it is an answer. */
function expectedOf(fault: Fault, call: ArmCall): Expected | undefined {
  if (fault.isMissing === true && call.takesMissing === true) {
    return undefined;
  }
  if (fault.ofCreate !== undefined && call.isCreate === true) {
    return fault.ofCreate;
  }
  return call.about === undefined ? fault.expected : (fault.ofResource?.(call.about, call.what) ?? fault.expected);
}

/** What is wrong with how a call ended; undefined when it is as expected. No expectation means an answer. */
function problemWith(
  outcome: { readonly value: unknown } | { readonly error: unknown },
  expected: Expected | undefined,
): string | undefined {
  if ('value' in outcome) {
    return expected === undefined ? undefined : `answered ${JSON.stringify(outcome.value)}`;
  }
  const { error } = outcome;
  if (!isUserError(error)) {
    return `is no UserError: ${String(error)}`;
  }
  const { code, action, message } = error;
  if (expected === undefined || code !== expected.code || action !== expected.action || !expected.text.test(message)) {
    return `${code}, ${action ?? 'no action'}: ${message}`;
  }
  const shown = hidden.exec(message)?.[0];
  return shown === undefined ? undefined : `shows ${shown}: ${message}`;
}

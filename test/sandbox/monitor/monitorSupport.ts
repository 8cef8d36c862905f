// What the tests of the local Azure Monitor share: a receiver on loopback, rules and groups of one line, traffic made up on
// the spot.

import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import { listen, readBody } from '../httpServer.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Answer } from '../testSupport.ts';
import { ask, machineId, richSubscription } from '../testSupport.ts';
import type { Delivery } from './deliveries.ts';

/** What a receiver was sent. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A receiver: `url` with a key in its query, everything it was sent, and what it answers. */
export interface TestReceiver {
  readonly url: string;
  readonly received: readonly Received[];
}

/** Starts a receiver. @param answer a status for each call in turn (the last one goes on), or what to do with a call */
export async function receiver(
  t: TestContext,
  answer: readonly number[] | RequestListener = [200],
  tls?: { readonly cert: string; readonly key: string },
): Promise<TestReceiver> {
  const received: Received[] = [];
  const take = async (
    request: Parameters<RequestListener>[0],
    response: Parameters<RequestListener>[1],
  ): Promise<void> => {
    const body = JSON.parse(await readBody(request)) as Received['body'];
    received.push({ path: request.url ?? '', headers: request.headers, body });
    if (typeof answer === 'function') {
      answer(request, response);
      return;
    }
    response.writeHead(answer[received.length - 1] ?? answer.at(-1) ?? 200).end();
  };
  const server = await listen({
    port: 0,
    optionName: 'the port of a test receiver',
    ...(tls === undefined ? {} : { tls }),
    listener: (request, response) => void take(request, response),
  });
  t.after(() => server.stop());
  return { url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${server.port}/hook?code=secret`, received };
}

/** Path of a resource of Azure Monitor in the group of the estate, with its api-version. */
export function insightsPath(sandbox: Sandbox, typeAndName: string, version: string): string {
  const group = `/subscriptions/${richSubscription(sandbox)}/resourceGroups/rg-edge-prod`;
  return `${group}/providers/Microsoft.Insights/${typeAndName}?api-version=${version}`;
}

/** Writes an action group and gives its id. */
export async function putGroup(
  sandbox: Sandbox,
  receivers: Readonly<Record<string, unknown>>,
  name = 'ag-test',
): Promise<string> {
  const path = insightsPath(sandbox, `actionGroups/${name}`, '2023-01-01');
  const answer = await ask(sandbox, path, {
    method: 'PUT',
    body: { location: 'Global', properties: { groupShortName: 'test', enabled: true, ...receivers } },
  });
  return idOf(answer);
}

/** One webhook as the receivers of a group. */
export function webhook(url: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { webhookReceivers: [{ name: 'hook', serviceUri: url, useCommonAlertSchema: true, ...more }] };
}

/** Properties of a metric alert on the gateway: more than 50,000 bytes out in a minute. */
export function gatewayRule(
  sandbox: Sandbox,
  more: Readonly<Record<string, unknown>> = {},
  criterion: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    severity: 1,
    enabled: true,
    description: 'The gateway sends too much',
    scopes: [machineId(sandbox, 'vm-gateway-01')],
    evaluationFrequency: 'PT1M',
    windowSize: 'PT1M',
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion',
          name: 'out',
          metricName: 'Network Out Total',
          metricNamespace: 'Microsoft.Compute/virtualMachines',
          operator: 'GreaterThan',
          threshold: 500_000,
          timeAggregation: 'Total',
          ...criterion,
        },
      ],
    },
    ...more,
  };
}

/** Writes a metric alert. */
export function putRule(
  sandbox: Sandbox,
  properties: Readonly<Record<string, unknown>>,
  name = 'Too much',
): Promise<Answer> {
  return ask(sandbox, insightsPath(sandbox, `metricAlerts/${encodeURIComponent(name)}`, '2018-03-01'), {
    method: 'PUT',
    body: { location: 'global', properties },
  });
}

/** Bytes that the gateway sends to a machine now, in calls of ten thousand bytes over connections of their own. */
export function sendFromGateway(sandbox: Sandbox, now: number, bytes: number): void {
  for (let sent = 0; sent < bytes; sent += 10_000) {
    sandbox.world.tap.report({
      clientIp: '10.1.2.4',
      clientPort: 40_000 + (sent / 10_000) * 2,
      serverIp: '10.1.0.4',
      serverPort: 8080,
      host: 'api.contoso.example',
      requestBytes: new Uint8Array(10_000),
      responseBytes: new Uint8Array(200),
      requestedAt: now,
      respondedAt: now,
      vmIndex: 0,
    });
  }
}

/** Resolves with the next attempt that fits. */
export function nextDelivery(sandbox: Sandbox, fits: (delivery: Delivery) => boolean = () => true): Promise<Delivery> {
  return new Promise((resolve) => {
    const subscription = sandbox.arm.monitor.deliveries.onDidDeliver((delivery) => {
      if (fits(delivery)) {
        subscription.dispose();
        resolve(delivery);
      }
    });
  });
}

/** Sends a request to the control endpoint. */
export async function control(
  sandbox: Sandbox,
  route: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const [method = '', path = ''] = route.split(' ');
  const answer = await fetch(`${sandbox.info.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

function idOf(answer: Answer): string {
  return (answer.body as { readonly id: string }).id;
}

// A little Azure Resource Manager for the tests: one machine, one watcher, and captures that are started and deleted. It notes every
// request, and a test may answer some of them in its own way.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AlertCaptures } from '../src/answerAlert.ts';
import { readSettings } from '../src/settings.ts';

export const machineId = '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm-one';
const watcherId = '/subscriptions/s1/resourceGroups/watchers/providers/Microsoft.Network/networkWatchers/any-name';

/** An answer in place of the usual one. */
export type Interfere = (request: string) => { readonly status: number; readonly body?: unknown } | undefined;

export interface FakeArm {
  /** `METHOD path` of each request. */
  readonly requests: string[];
  readonly captures: Map<string, unknown>;
  interfere: Interfere;
  /** The function's decisions, pointed at this server. */
  readonly function: AlertCaptures;
  stop(): Promise<void>;
}

export async function startFakeArm(env: Readonly<Record<string, string>> = {}): Promise<FakeArm> {
  const requests: string[] = [];
  const captures = new Map<string, unknown>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const line = `${request.method ?? ''} ${path}`;
    requests.push(line);
    const answer = arm.interfere(line) ?? usual(request.method ?? '', path, captures);
    request.resume().on('end', () => {
      response.writeHead(answer.status, { 'content-type': 'application/json', 'retry-after': '0' });
      response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const settings = readSettings({ CAPTURE_STORAGE_ID: '/subscriptions/s1/storage', ...env });
  const arm: FakeArm = {
    requests,
    captures,
    interfere: () => undefined,
    function: new AlertCaptures({ ...settings, armEndpoint: `http://127.0.0.1:${port}` }, () => Promise.resolve('t')),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return arm;
}

/** A fired metric alert in the common schema. */
export function firedAlert(
  alertId: string,
  more: { readonly condition?: string; readonly target?: string } = {},
): object {
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId,
        monitorCondition: more.condition ?? 'Fired',
        alertTargetIDs: [more.target ?? machineId],
      },
      alertContext: {},
    },
  };
}

function usual(
  method: string,
  path: string,
  captures: Map<string, unknown>,
): { readonly status: number; readonly body?: unknown } {
  const notFound = { status: 404, body: { error: { code: 'NotFound', message: 'Not found.' } } };
  if (path === machineId) {
    const instanceView = {
      statuses: [{ code: 'PowerState/running' }],
      extensions: [{ type: 'Microsoft.Azure.NetworkWatcher.NetworkWatcherAgentLinux' }],
    };
    return { status: 200, body: { location: 'West Europe', properties: { instanceView } } };
  }
  if (path === '/subscriptions/s1/providers/Microsoft.Network/networkWatchers') {
    return { status: 200, body: { value: [{ id: watcherId, location: 'westeurope' }] } };
  }
  if (path === `${watcherId}/packetCaptures`) {
    return { status: 200, body: { value: Array.from(captures.values()) } };
  }
  const name = path.startsWith(`${watcherId}/packetCaptures/`) ? (path.split('/').at(-1) ?? '') : '';
  if (name === '') {
    return notFound;
  }
  if (method === 'PUT') {
    const isThere = captures.has(name);
    const body = { name, properties: { provisioningState: 'Succeeded' } };
    captures.set(name, body);
    return isThere
      ? { status: 409, body: { error: { code: 'AlreadyExists', message: 'It is.' } } }
      : { status: 201, body };
  }
  if (method === 'DELETE') {
    captures.delete(name);
    return { status: 202 };
  }
  return captures.has(name) ? { status: 200, body: captures.get(name) } : notFound;
}

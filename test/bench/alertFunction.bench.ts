// The function's own time for an alert: from the invocation to its answer, with every request to Azure answered at once in this
// process, so that no round trip counts. The peer is a function in the same host that reads the body as JSON and answers, which is
// what any HTTP function in Azure pays.
// Run: node test/bench/alertFunction.bench.ts [alerts] [rounds]

import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FunctionsHost } from '../support/functionsHost.ts';
import { projectRoot } from '../support/project.ts';
import { sampleChoices, scaffoldProject } from '../support/scaffoldedProject.ts';
import { middleOf } from './measure.ts';

const alertCount = Number(process.argv[2] ?? 1000);
const rounds = Number(process.argv[3] ?? 7);
const key = 'k';

const bare = `const { app } = require('@azure/functions');
app.http('bare', { methods: ['POST'], authLevel: 'function', handler: async (request) => {
  const body = await request.json();
  return { status: 200, jsonBody: { received: body.data.essentials.alertId } };
} });`;

function json(body: unknown, status = 200): Promise<Response> {
  return Promise.resolve(Response.json(body, { status }));
}

/** Azure as the function asks it; captures are never there yet. */
function answerAtOnce(input: unknown, init?: { readonly method?: string }): Promise<Response> {
  const { pathname } = new URL(String(input));
  if (pathname.endsWith('/token')) {
    return json({ access_token: 'token', expires_on: String(Math.floor(Date.now() / 1000) + 3600) });
  }
  if (pathname.endsWith('/networkWatchers')) {
    return json({ value: [{ id: sampleChoices.watcherId, location: 'westeurope' }] });
  }
  if (pathname.endsWith('/packetCaptures')) {
    return json({ value: [] });
  }
  if (pathname.includes('/packetCaptures/')) {
    return init?.method === 'PUT'
      ? json(
          {
            name: 'alert',
            properties: { provisioningState: 'Updating', storageLocation: { storagePath: 'https://a/b.cap' } },
          },
          201,
        )
      : json({ error: { code: 'NotFound', message: 'Not found.' } }, 404);
  }
  const instanceView = {
    statuses: [{ code: 'PowerState/running' }],
    extensions: [{ type: 'Microsoft.Azure.NetworkWatcher.NetworkWatcherAgentLinux' }],
  };
  return json({ location: 'westeurope', properties: { instanceView } });
}

function alertBody(number: number): Buffer {
  const essentials = {
    alertId: `/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/${number}-${crypto.randomUUID()}`,
    alertRule: 'much-traffic',
    severity: 'Sev2',
    monitorCondition: 'Fired',
    alertTargetIDs: [sampleChoices.targetId.toLowerCase()],
    firedDateTime: '2026-11-22T02:00:00.000Z',
  };
  const condition = { allOf: [{ metricName: 'Network Out Total', threshold: '1', metricValue: 2 }] };
  const data = { essentials, alertContext: { condition } };
  return Buffer.from(JSON.stringify({ schemaId: 'azureMonitorCommonAlertSchema', data }));
}

/** Milliseconds of each call, one after another. */
async function measure(host: FunctionsHost, name: string): Promise<readonly number[]> {
  const invoke = host.invoke(name);
  const times: number[] = [];
  for (let number = 0; number < alertCount; number++) {
    const body = alertBody(number);
    const request = { method: 'POST', url: host.url(name), headers: { 'content-type': 'application/json' } };
    const start = process.hrtime.bigint();
    const answer = await invoke(request, body);
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
    if (answer.status !== 200) {
      throw new Error(`${name}: ${answer.status} ${answer.body.toString()}`);
    }
  }
  return times;
}

const project = scaffoldProject({ withPackages: true });
const peer = mkdtempSync(join(tmpdir(), 'bare-function-'));
const usualFetch = globalThis.fetch;
try {
  await project.run('scripts/bundle.mjs');
  writeFileSync(join(peer, 'package.json'), JSON.stringify({ main: 'main.cjs' }));
  writeFileSync(join(peer, 'main.cjs'), bare);
  symlinkSync(join(projectRoot, 'node_modules'), join(peer, 'node_modules'), 'junction');
  globalThis.fetch = answerAtOnce;
  const env = {
    IDENTITY_ENDPOINT: 'http://127.0.0.1/token',
    IDENTITY_HEADER: 'h',
    CAPTURE_STORAGE_ID: sampleChoices.storageId,
  };
  const start = process.hrtime.bigint();
  const host = await FunctionsHost.start({ folder: project.folder, env, key });
  const [first] = await measureFirst(host);
  const cold = Number(process.hrtime.bigint() - start) / 1e6;
  const bareHost = await FunctionsHost.start({ folder: peer, env: {}, key });
  const figures = { alertCapture: [] as number[], bare: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    const ours = await measure(host, 'alertCapture');
    const theirs = await measure(bareHost, 'bare');
    if (round >= 0) {
      figures.alertCapture.push(...ours);
      figures.bare.push(...theirs);
    }
  }
  for (const [name, times] of Object.entries(figures)) {
    console.log(
      `${name.padEnd(14)} p50 ${at(times, 0.5).toFixed(3)} ms, p95 ${at(times, 0.95).toFixed(3)} ms, p99 ${at(times, 0.99).toFixed(3)} ms`,
    );
  }
  const ratio = middleOf(figures.alertCapture) / middleOf(figures.bare);
  console.log(
    `ratio of the medians ${ratio.toFixed(1)}; loading and first alert ${cold.toFixed(0)} ms (the alert ${(first ?? 0).toFixed(1)} ms)`,
  );
  await host.stop();
  await bareHost.stop();
} finally {
  globalThis.fetch = usualFetch;
  project.remove();
  rmSync(peer, { recursive: true, force: true });
}

function at(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;
}

async function measureFirst(host: FunctionsHost): Promise<readonly number[]> {
  const start = process.hrtime.bigint();
  await host.invoke('alertCapture')(
    { method: 'POST', url: host.url('alertCapture'), headers: { 'content-type': 'application/json' } },
    alertBody(-1),
  );
  return [Number(process.hrtime.bigint() - start) / 1e6];
}

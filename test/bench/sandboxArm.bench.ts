// How fast the sandbox's ARM answers on a kept-alive connection. Peer, in the same run: a bare HTTPS server of Node's that
// answers a fixed body of the same size with the same certificate.

import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { startSandbox } from '../sandbox/sandbox.ts';
import { tokenFor } from '../sandbox/testSupport.ts';

const requests = 400;

function get(url: string, agent: https.Agent, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    https
      .get(url, { agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.once('end', () => resolve(text));
      })
      .once('error', reject);
  });
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

const sandbox = await startSandbox({ blobService: 'none', rate: 0 });
const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: sandbox.certificates.ca });
const arm = sandbox.info.cloud.resourceManagerEndpointUrl.replace(/\/$/, '');
const url = `${arm}/subscriptions/${sandbox.info.subscriptions[0]?.id ?? ''}/providers/Microsoft.Network/networkWatchers?api-version=2024-05-01`;
const headers = { authorization: `Bearer ${await tokenFor(sandbox)}` };
const body = await get(url, agent, headers);
const bare = https.createServer(
  { key: sandbox.certificates.key, cert: sandbox.certificates.cert },
  (_request, response) => {
    response.end(body);
  },
);
await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
const bareAgent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: sandbox.certificates.ca });
const bareUrl = `https://127.0.0.1:${(bare.address() as AddressInfo).port}/`;

const times = { arm: [] as number[], bare: [] as number[] };
for (let index = 0; index < requests; index++) {
  for (const [name, target, own] of [
    ['arm', url, agent],
    ['bare', bareUrl, bareAgent],
  ] as const) {
    const started = performance.now();
    await get(target, own, headers);
    times[name].push(performance.now() - started);
  }
}
const rows = (['arm', 'bare'] as const).map((name) => ({
  name: name === 'arm' ? 'list of network watchers' : 'bare server, same body',
  p50Ms: Number(percentile(times[name], 0.5).toFixed(2)),
  p95Ms: Number(percentile(times[name], 0.95).toFixed(2)),
}));
console.table(rows);
console.log(
  JSON.stringify({
    bench: 'sandboxArm',
    requests,
    rows,
    p50Ratio: Number(((rows[0]?.p50Ms ?? 0) / (rows[1]?.p50Ms ?? 1)).toFixed(2)),
  }),
);
agent.destroy();
bareAgent.destroy();
bare.close();
await sandbox.stop();

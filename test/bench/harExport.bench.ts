// What a HAR export of many exchanges takes: time, and memory beyond what the process had before. The exchanges are made one by one
// while they are written, as a store that keeps them packed gives them, so what grows is the export's own.
// Run: node --expose-gc test/bench/harExport.bench.ts [exchanges] [logged|redacted]

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { exportHar } from '../../src/app/traffic/output/exportHar.ts';
import { noAnnotation } from '../../src/domain/traffic/exchange.ts';
import type { Exchange } from '../../src/domain/traffic/exchange.ts';
import type { LoggedHalf } from '../../src/domain/traffic/loggedMessage.ts';
import { parseLoggedMessage } from '../../src/domain/traffic/loggedMessage.ts';
import { defaultRedactionRules } from '../../src/domain/traffic/redaction/redactionRules.ts';

const count = Number(process.argv[2] ?? 100_000);
const encoder = new TextEncoder();
const megabyte = 1024 * 1024;

function half(kind: 'request' | 'response', number: number): LoggedHalf {
  const padding = 'x'.repeat((number * 7919) % 1500);
  const id = `${String(number).padStart(8, '0')}-1111-2222-3333-444444444444`;
  const head =
    kind === 'request'
      ? `POST /api/items/${number}?subscription-key=secret&page=${number % 9} HTTP/1.1\r\nHost: api.contoso.com\r\nAuthorization: Bearer ${padding.slice(0, 300)}\r\n`
      : `HTTP/1.1 200 OK\r\nSet-Cookie: session=${number}; Path=/; HttpOnly\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\n`;
  const body = `{"id":${number},"token":"secret","text":"${padding}","items":[{"name":"ü"},{"password":"x"}]}`;
  const event = {
    partitionId: kind === 'request' ? '0' : '1',
    sequenceNumber: number,
    enqueuedAt: 1_767_323_045_000 + number,
    offset: String(number * 2000),
    body: encoder.encode(
      `${kind}:${id}\n${head}Content-Type: application/json\r\nContent-Length: ${body.length + 1}\r\n\r\n${body}`,
    ),
  };
  const message = parseLoggedMessage(event);
  if (message.kind !== kind) {
    throw new Error(`A ${kind} was read as ${message.kind}`);
  }
  return message;
}

function* exchanges(): Generator<Exchange> {
  for (let number = 1; number <= count; number++) {
    const [request, response] = [half('request', number), half('response', number)];
    const { messageId } = request;
    yield {
      number,
      state: 'completed',
      messageId,
      request,
      response,
      repeats: [],
      repeatCount: 0,
      firstSeenAt: 0,
      mayBeInGap: false,
      annotation: noAnnotation,
    };
  }
}

interface Peak {
  rss: number;
  /** Heap and buffers. */
  used: number;
}

function usage(): Peak {
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, used: heapUsed + external };
}

async function measure(name: string, isRedacted: boolean): Promise<void> {
  const file = path.join(os.tmpdir(), `wirewatch-bench-${process.pid}.har`);
  const handle = await fs.promises.open(file, 'w');
  globalThis.gc?.();
  const before = usage();
  const peak = { ...before };
  const note = (): void => {
    const now = usage();
    peak.rss = Math.max(peak.rss, now.rss);
    peak.used = Math.max(peak.used, now.used);
  };
  const startedAt = performance.now();
  const result = await exportHar(
    exchanges(),
    {
      write: async (chunk) => {
        await handle.writeFile(chunk);
        note();
      },
    },
    { creatorVersion: '0.0.0', ...(isRedacted ? { redaction: defaultRedactionRules } : {}), onProgress: note },
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const { size } = await handle.stat();
  await handle.close();
  fs.rmSync(file);
  const values = result.replaced.reduce((sum, place) => sum + place.count, 0);
  console.log(
    `${name.padEnd(12)} ${result.entries} entries, ${(size / megabyte).toFixed(0)} MB, ${seconds.toFixed(1)} s, ` +
      `${values} values replaced; peak heap and buffers ${(peak.used / megabyte).toFixed(0)} MB ` +
      `(+${((peak.used - before.used) / megabyte).toFixed(0)}), peak resident ${(peak.rss / megabyte).toFixed(0)} MB (+${((peak.rss - before.rss) / megabyte).toFixed(0)})`,
  );
}

const chosen = process.argv[3];
if (chosen !== 'redacted') {
  await measure('as logged', false);
}
if (chosen !== 'logged') {
  await measure('redacted', true);
}

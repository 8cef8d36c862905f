// HAR files judged by others: two validators and the importer of Chromium's DevTools take every export of the hostile corpus.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { exportHar } from '../../src/app/traffic/output/exportHar.ts';
import { bodyOf } from '../../src/domain/http/httpMessage.ts';
import type { Exchange } from '../../src/domain/traffic/exchange.ts';
import type { HarEntry } from '../../src/domain/traffic/output/harFile.ts';
import { defaultRedactionRules } from '../../src/domain/traffic/redaction/redactionRules.ts';
import { MemorySink } from '../unit/app/traffic/output/memorySink.ts';
import {
  exchangeOf,
  hostileBodies,
  hostileExchanges,
  hostileHeaders,
  hostileTargets,
} from '../unit/domain/traffic/output/exchanges.ts';
import type { DevTools } from './devTools.ts';
import { startDevTools } from './devTools.ts';
import { harValidators, installPeers } from './peers.ts';
import type { HarValidators } from './peers.ts';

async function harOf(exchanges: readonly Exchange[], isRedacted: boolean): Promise<string> {
  const sink = new MemorySink();
  const { skipped } = await exportHar(exchanges, sink, {
    creatorVersion: '1.0.0',
    ...(isRedacted ? { redaction: defaultRedactionRules } : {}),
  });
  assert.equal(skipped, 0);
  return sink.text;
}

const entriesOf = (har: string): HarEntry[] => (JSON.parse(har) as { log: { entries: HarEntry[] } }).log.entries;

/** @har-sdk/validator knows fifteen methods; others are written as they were logged, for the format does not limit them. */
function otherThanMethod(errors: readonly unknown[], har: unknown): unknown[] {
  const { entries } = (har as { log: { entries: HarEntry[] } }).log;
  return (errors as readonly { instancePath: string }[]).filter(({ instancePath }) => {
    const at = /^\/log\/entries\/(\d+)\/request\/method$/.exec(instancePath)?.[1];
    return at === undefined || entries[Number(at)]?.request.method !== "G'ET";
  });
}

describe('HAR files of the hostile corpus', () => {
  let validators: HarValidators;
  before(async () => {
    await installPeers();
    validators = harValidators();
  });

  for (const isRedacted of [false, true]) {
    it(`are valid for har-validator and @har-sdk/validator, ${isRedacted ? 'redacted' : 'as logged'}`, async () => {
      const har = JSON.parse(await harOf(hostileExchanges(), isRedacted)) as unknown;
      assert.deepEqual(await validators.classic(har), []);
      assert.deepEqual(otherThanMethod(await validators.sdk(har), har), []);
    });
  }

  it('are valid for both whatever was captured (property)', async () => {
    const header = fc.oneof(
      fc.constantFrom(...hostileHeaders),
      fc
        .tuple(fc.constantFrom('Host', 'Content-Type', 'Location', 'Cookie', 'Set-Cookie'), fc.string())
        .map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]/g, '')}`),
    );
    const parts = fc.record({
      line: fc
        .oneof(fc.constantFrom(...hostileTargets), fc.string({ unit: 'binary' }))
        .map((target) => `GET ${target.replaceAll('\n', '')} HTTP/1.1`),
      headers: fc.array(header, { maxLength: 4 }),
      body: fc.oneof(fc.constantFrom(...hostileBodies), fc.uint8Array()),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { minLength: 1, maxLength: 20 }), async (list) => {
        const har = JSON.parse(
          await harOf(
            list.map((each) => exchangeOf(each, { ...each, line: 'HTTP/1.1 200 OK' })),
            false,
          ),
        ) as unknown;
        assert.deepEqual(await validators.classic(har), []);
        assert.deepEqual(otherThanMethod(await validators.sdk(har), har), []);
      }),
      { numRuns: 30 },
    );
  });

  it('would be refused with a fault, so that the judges judge', async () => {
    const har = JSON.parse(await harOf(hostileExchanges(), false)) as {
      log: { entries: { request: { url: unknown } }[] };
    };
    har.log.entries[3]!.request.url = 5;
    assert.notDeepEqual(await validators.classic(har), []);
    assert.notDeepEqual(await validators.sdk(har), []);
  });
});

describe('HAR files in the DevTools of Chromium', () => {
  let devTools: DevTools | undefined;
  before(async () => {
    devTools = await startDevTools();
  });
  after(() => devTools?.stop());

  for (const isRedacted of [false, true]) {
    it(`show every exchange of the hostile corpus, ${isRedacted ? 'redacted' : 'as logged'}`, async () => {
      const exchanges = hostileExchanges();
      const har = await harOf(exchanges, isRedacted);
      // DevTools sorts by time; the sort keeps the order of equal times.
      const entries = entriesOf(har).toSorted((a, b) => a.startedDateTime.localeCompare(b.startedDateTime));
      const shown = await devTools!.import(har);
      assert.equal(shown.length, exchanges.length);
      entries.forEach((entry, at) => {
        const request = shown[at]!;
        assert.deepEqual(
          [request.url, request.method, request.status],
          [entry.request.url, entry.request.method, entry.response.status],
        );
        assert.deepEqual(request.requestHeaders, entry.request.headers);
        assert.deepEqual(request.responseHeaders, entry.response.headers);
        assert.equal(request.postData ?? '', entry.request.postData?.text ?? '');
        assert.ok(Math.abs(request.duration - entry.time) < 1, `${request.duration} ${entry.time}`);
      });
    });
  }

  it('show bodies, also binary and cut ones', async () => {
    const bodies = hostileBodies.filter((body) => body.length > 0);
    const exchanges = bodies.map((body) =>
      exchangeOf({}, { headers: ['Content-Length: 100000', 'Content-Type: application/octet-stream'], body }),
    );
    const shown = await devTools!.import(await harOf(exchanges, false));
    shown.forEach(({ body = '', isBodyBase64 }, at) => {
      const { bytes, http } = exchanges[at]!.response!;
      assert.deepEqual(
        Buffer.from(body, isBodyBase64 === true ? 'base64' : 'utf8'),
        Buffer.from(bodyOf(bytes, http)),
        `${at}`,
      );
    });
  });

  it('are refused with a fault, so that the judge judges', async () => {
    const har = JSON.parse(await harOf([exchangeOf({})], false)) as { log: { entries: { response: unknown }[] } };
    har.log.entries[0]!.response = null;
    await assert.rejects(devTools!.import(JSON.stringify(har)));
  });
});

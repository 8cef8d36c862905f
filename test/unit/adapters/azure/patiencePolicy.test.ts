// Pauses that the service asks for: short ones are left to the client, long ones are given back at once, however they are written.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { heldRetryAfterHeader, patiencePolicy } from '../../../../src/adapters/azure/patiencePolicy.ts';

const date = 'Sun, 22 Nov 2026 10:00:00 GMT';

/** The headers of an answer behind the policy. */
async function headersOf(headers: Record<string, string>, status = 429): Promise<Record<string, string>> {
  const request = createPipelineRequest({ url: 'https://arm.example/x' });
  const answer = { request, status, headers: createHttpHeaders({ date, ...headers }) };
  const { headers: seen } = await patiencePolicy().sendRequest(request, () => Promise.resolve(answer));
  const { date: _date, ...rest } = seen.toJSON();
  return rest;
}

describe('patiencePolicy', () => {
  it('holds long pauses, in seconds, milliseconds or as a time', async () => {
    for (const [headers, seconds] of [
      [{ 'retry-after': '5' }, '5'],
      [{ 'retry-after': 'Sun, 22 Nov 2026 10:02:00 GMT' }, '120'],
      [{ 'retry-after-ms': '4500' }, '5'],
      [{ 'x-ms-retry-after-ms': '60000', 'retry-after': '1' }, '60'],
    ] as const) {
      assert.deepEqual(await headersOf(headers), { [heldRetryAfterHeader]: seconds });
      assert.deepEqual(await headersOf(headers, 503), { [heldRetryAfterHeader]: seconds });
    }
  });

  it('leaves short pauses, other answers and nonsense alone', async () => {
    for (const [headers, status] of [
      [{ 'retry-after': '4' }, 429],
      [{ 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' }, 429],
      [{ 'retry-after': 'soon' }, 503],
      [{ 'retry-after': '300' }, 202],
      [{}, 429],
    ] as const) {
      assert.deepEqual(await headersOf(headers, status), headers);
    }
  });
});

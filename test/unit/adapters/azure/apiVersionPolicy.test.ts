// Api-versions: read out of the service's own refusals, tried once, and remembered by resource type.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { apiVersionPolicy, newestNamed } from '../../../../src/adapters/azure/apiVersionPolicy.ts';

function refusal(code: string, message: string): string {
  return JSON.stringify({ error: { code, message } });
}

describe('newestNamed', () => {
  const check = (body: string, expected: string | undefined): void => assert.equal(newestNamed(body), expected, body);

  it('reads the refusals of Azure', () => {
    check(
      refusal(
        'NoRegisteredProviderFound',
        "No registered resource provider found for location 'westeurope' and API version '2026-01-01' for type 'networkWatchers'. The supported api-versions are '2016-09-01, 2018-10-01, 2017-10-01'. The supported locations are 'westus, eastus'.",
      ),
      '2018-10-01',
    );
    check(
      refusal(
        'InvalidResourceType',
        "The resource type 'networkWatchers' could not be found in the namespace 'Microsoft.Network' for api version '2026-01-01'. The supported api-versions are '2015-05-01-preview,2017-10-01,2018-11-01,2024-12-01-preview'.",
      ),
      '2018-11-01',
    );
    check(
      refusal(
        'InvalidApiVersionParameter',
        "The api-version '2099-01-01' is invalid. The supported versions are '2024-03-01,2022-12-01,2020-01-01'.",
      ),
      '2024-03-01',
    );
  });

  it('takes a preview only where there is nothing else', () =>
    check(
      refusal('InvalidResourceType', "The supported api-versions are '2015-05-01-preview, 2016-05-01-preview'"),
      '2016-05-01-preview',
    ));

  it('finds none in other errors', () => {
    check(refusal('ResourceNotFound', "The supported api-versions are '2018-11-01'"), undefined);
    check(refusal('InvalidResourceType', 'There is no such type.'), undefined);
    check('', undefined);
    check('<html>2018-11-01 supported</html>', undefined);
    check('{"error":"InvalidResourceType"}', undefined);
  });
});

const base = 'https://arm/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkWatchers/w';

/** A cloud that knows one version only. */
function cloud(known: string, offered = `'${known}'`, refusedWith = 400) {
  const policy = apiVersionPolicy();
  const asked: string[] = [];
  const send = async (url: string): Promise<number> => {
    const response = await policy.sendRequest(createPipelineRequest({ url }), async (request) => {
      const version = new URL(request.url).searchParams.get('api-version') ?? '';
      asked.push(version);
      const status = version === known ? 200 : refusedWith;
      const bodyAsText = refusal('InvalidResourceType', `The supported api-versions are ${offered}`);
      return { request, status, headers: createHttpHeaders(), bodyAsText } satisfies PipelineResponse;
    });
    return response.status;
  };
  return { asked, send };
}

describe('apiVersionPolicy', () => {
  it('tries the newest version that is offered, and remembers it for the type', async () => {
    const { asked, send } = cloud('2018-11-01');
    assert.equal(await send(`${base}?api-version=2026-01-01`), 200);
    assert.equal(await send(`${base}2?api-version=2026-01-01&x=1`), 200);
    assert.deepEqual(asked, ['2026-01-01', '2018-11-01', '2018-11-01']);
  });

  it('reads refusals by 400 and 404 only', async () => {
    const check = async (status: number, expected: number): Promise<void> =>
      assert.equal(await cloud('2018-11-01', undefined, status).send(`${base}?api-version=2026-01-01`), expected);
    await check(400, 200);
    await check(404, 200);
    await check(403, 403);
    await check(500, 500);
  });

  it('learns for each type by itself', async () => {
    const { asked, send } = cloud('2018-11-01');
    await send(`${base}?api-version=2026-01-01`);
    await send(`${base}/packetCaptures/c?api-version=2026-01-01`);
    assert.deepEqual(asked, ['2026-01-01', '2018-11-01', '2026-01-01', '2018-11-01']);
  });

  it('tries once only, and not the version that was refused', async () => {
    const none = cloud('2000-01-01', `'2018-11-01'`);
    assert.equal(await none.send(`${base}?api-version=2026-01-01`), 400);
    assert.deepEqual(none.asked, ['2026-01-01', '2018-11-01']);
    const same = cloud('2000-01-01', `'2026-01-01'`);
    assert.equal(await same.send(`${base}?api-version=2026-01-01`), 400);
    assert.deepEqual(same.asked, ['2026-01-01']);
  });
});

// Answers that Azure did not give, or gave in an odd shape: what the clients are handed instead.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHttpHeaders, createPipelineRequest, isRestError } from '@azure/core-rest-pipeline';
import { answerPolicy, foreignAnswerCode } from '../../../../src/adapters/azure/answerPolicy.ts';

/** What the policy makes of one answer: its body, or the thrown error's parts. */
async function passed(status: number, bodyAsText: string | null, contentType = 'application/json'): Promise<unknown> {
  const request = createPipelineRequest({ url: 'https://arm.example/x' });
  const headers = createHttpHeaders({ 'content-type': contentType });
  try {
    const response = await answerPolicy().sendRequest(request, () =>
      Promise.resolve({ request, status, headers, bodyAsText }),
    );
    return response.bodyAsText;
  } catch (error) {
    assert.ok(isRestError(error), String(error));
    const { statusCode, code, message } = error;
    return [statusCode, code, message];
  }
}

describe('answerPolicy', () => {
  it('passes what Azure answers, as it is', async () => {
    for (const body of ['{"value":[]}', 'null', '', ' \n', '[]', '{"status":"InProgress"}', '{"status":5}']) {
      assert.equal(await passed(200, body), body);
    }
    assert.equal(await passed(204, null), null);
  });

  it('throws refusals with their code and words', async () => {
    const check = async (status: number, body: string | null, code: string | undefined, message: string) =>
      assert.deepEqual(await passed(status, body), [status, code, message], body ?? 'nothing');
    await check(409, '{"error":{"code":"Conflict","message":"Busy."}}', 'Conflict', 'Busy.');
    await check(400, '{"code":"Flat","message":"Not nested"}', 'Flat', 'Not nested');
    await check(400, '{"Message":"In capitals"}', undefined, 'In capitals');
    await check(401, '{"error":"invalid_grant","error_description":"AADSTS7"}', 'invalid_grant', 'AADSTS7');
    await check(
      400,
      '{"error":{"code":"A","message":"One.","details":[{"message":"One."},{"message":"Two."}]}}',
      'A',
      'One. Two.',
    );
    await check(502, '<html>undefined</html>', undefined, 'Bad Gateway');
    await check(503, 'Our services are away.', undefined, 'Our services are away.');
    await check(500, null, undefined, 'Internal Server Error');
    await check(599, '', undefined, 'HTTP 599');
    await check(302, '', undefined, 'Found');
    await check(500, `long ${'x'.repeat(400)}`, undefined, 'Internal Server Error');
  });

  it('stands lists in lists without end', async () => {
    let deep = '"x"';
    for (let depth = 0; depth < 40; depth++) {
      deep = `[${deep}]`;
    }
    assert.deepEqual(await passed(400, `{"error":${deep}}`), [400, undefined, 'Bad Request']);
  });

  it('takes no page for an answer', async () => {
    assert.deepEqual(await passed(200, '<html></html>', 'text/html; charset=utf-8'), [
      undefined,
      foreignAnswerCode,
      'text/html',
    ]);
    assert.deepEqual(await passed(200, 'Welcome', ''), [undefined, foreignAnswerCode, 'text']);
  });

  it('hands the reason of an operation to the poller in the only shape it takes', async () => {
    const check = async (body: object, expected: object): Promise<void> =>
      assert.deepEqual(JSON.parse(String(await passed(200, JSON.stringify(body)))), expected);
    const failed = (code: string, message: string): object => ({ status: 'Failed', error: { code, message } });
    await check(failed('A', 'One.'), failed('A', 'One.'));
    await check({ status: 'failed', error: 'Gone.' }, failed('Failed', 'Gone.'));
    await check({ status: 'Canceled', error: { message: 'Late.' } }, failed('Canceled', 'Late.'));
    await check({ status: 'Failed', error: { code: 'OnlyCode' } }, failed('OnlyCode', 'OnlyCode'));
    await check({ status: 'Cancelled', error: {} }, { status: 'Cancelled' });
    await check({ status: 'Failed' }, { status: 'Failed' });
  });
});

// The table from what the ARM clients throw to what a person is told.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHttpHeaders, createPipelineRequest, RestError } from '@azure/core-rest-pipeline';
import { readServiceError, toUserError, translated } from '../../../../src/adapters/azure/armErrors.ts';
import { isUserError } from '../../../../src/app/error/userError.ts';
import { signedOut } from '../../../../src/app/error/userErrors.ts';
import { cancelledError } from '../../../../src/base/abort.ts';
import { watcherId } from '../../../support/captures.ts';

const endpoint = 'https://management.contoso.example:8443/subscriptions/x';

/** An error as core-rest-pipeline makes it of an answer. */
function answered(statusCode: number, body: string, headers: Record<string, string> = {}): RestError {
  const request = createPipelineRequest({ url: endpoint });
  return new RestError('Error of the client', {
    statusCode,
    request,
    response: { request, status: statusCode, headers: createHttpHeaders(headers), bodyAsText: body },
  });
}

function armBody(code: string, message: string): string {
  return JSON.stringify({ error: { code, message } });
}

describe('toUserError', () => {
  const check = (error: unknown, code: string, text: RegExp, resourceId?: string): void => {
    const result = toUserError(error, { endpoint, ...(resourceId === undefined ? {} : { resourceId }) });
    assert.ok(isUserError(result), String(result));
    assert.deepEqual([result.code, result.cause], [code, error]);
    assert.match(result.message, text);
  };

  it('tells answers by their status', () => {
    check(answered(401, armBody('ExpiredAuthenticationToken', 'x')), 'signedOut', /signed in/);
    check(
      answered(
        403,
        armBody(
          'AuthorizationFailed',
          "The client 'ana' with object id '1' does not have authorization to perform action 'Microsoft.Network/networkWatchers/read' over scope '/x'",
        ),
      ),
      'forbidden',
      /do this: Microsoft\.Network\/networkWatchers\/read\. Ask/,
    );
    check(answered(403, armBody('RequestDisallowedByPolicy', 'A policy says no')), 'forbidden', /A policy says no/);
    check(
      answered(404, armBody('ResourceNotFound', 'x')),
      'resourceNotFound',
      /"NetworkWatcher_westeurope"/,
      watcherId,
    );
    check(answered(404, armBody('SubscriptionNotFound', 'Gone')), 'serviceFailed', /SubscriptionNotFound: Gone/);
    check(answered(404, armBody('SubscriptionNotFound', 'Gone')), 'serviceFailed', /Gone/, watcherId);
    check(answered(404, ''), 'serviceFailed', /404/, watcherId);
    check(
      answered(
        404,
        armBody('ResourceNotFound', "The Resource 'Microsoft.X/a/b' under resource group 'g' was not found."),
      ),
      'resourceNotFound',
      /^"b"/,
      watcherId,
    );
    check(
      answered(
        403,
        armBody(
          'LinkedAuthorizationFailed',
          "The client has permission to perform action 'A/write' on scope '/x'; however, it does not have permission to perform action(s) 'B/read,C/read' on the linked scope(s) '/subscriptions/1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/s9' (respectively)",
        ),
      ),
      'forbidden',
      /at "s9": B\/read, C\/read\. .*Network Contributor does not/,
    );
    check(answered(409, armBody('AnotherOperationInProgress', 'Busy.')), 'serviceFailed', /Busy\. Try again/);
    check(answered(409, armBody('Conflict', 'Busy')), 'serviceFailed', /Conflict: Busy/);
    check(answered(500, ''), 'serviceFailed', /500: Error of the client/);
    check(answered(502, '<html>Bad gateway</html>'), 'serviceFailed', /502: Error of the client/);
    check(answered(400, '{"code":"Flat","message":"Not nested"}'), 'serviceFailed', /Flat: Not nested/);
  });

  it('tells how long to wait when it was told', () => {
    check(answered(429, '', { 'retry-after': '17' }), 'throttled', /17 seconds/);
    check(answered(429, '', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }), 'throttled', /a minute/);
    check(answered(429, ''), 'throttled', /a minute/);
  });

  it('tells broken connections by the word of the system', () => {
    const network = (code: string): Error => Object.assign(new Error('connect failed'), { code });
    check(network('ECONNREFUSED'), 'serviceUnreachable', /^management\.contoso\.example:8443 .*\(ECONNREFUSED\)/);
    check(new RestError('x', { code: 'ENOTFOUND' }), 'serviceUnreachable', /ENOTFOUND/);
    check(new Error('wrapped', { cause: network('SELF_SIGNED_CERT_IN_CHAIN') }), 'serviceUnreachable', /SELF_SIGNED/);
    check(
      new RestError('x', { code: 'REQUEST_SEND_ERROR', cause: network('EPIPE') } as ConstructorParameters<
        typeof RestError
      >[1]),
      'serviceUnreachable',
      /EPIPE|\(x\)/,
    );
    check(new RestError('socket hang up', { code: 'REQUEST_SEND_ERROR' }), 'serviceUnreachable', /\(socket hang up\)/);
  });

  it('shows no signed address, no lines, and not everything', () => {
    const message = `At\nhttps://a.example/b?sig=x&se=1 it broke.${' x'.repeat(900)}`;
    const error = toUserError(answered(400, armBody('Odd', message)), { endpoint });
    assert.ok(isUserError(error));
    assert.match(error.message, /At https:\/\/a\.example\/b it broke\./);
    assert.ok(error.message.length < 1100);
  });

  it('reads the failure of a long operation', () => {
    check(new Error('The long-running operation has failed'), 'serviceFailed', /Failed and gave no reason/);
    check(new Error('Operation was canceled'), 'serviceFailed', /Canceled and gave no reason/);
    check(new Error('The long-running operation has failed. Odd words'), 'serviceFailed', /Failed: Odd words/);
    check(
      Object.assign(
        new Error('The long-running operation has failed. StorageFailed. The account is gone. Really.'),
        {},
      ),
      'serviceFailed',
      /StorageFailed: The account is gone\. Really\./,
    );
  });

  it('changes nothing about cancelled, translated and unexpected errors', () => {
    for (const error of [cancelledError(), signedOut(), new TypeError('a bug'), 'text', undefined]) {
      assert.equal(toUserError(error, { endpoint }), error);
    }
  });
});

describe('translated', () => {
  it('gives the result, or throws the translation', async () => {
    assert.equal(await translated({ endpoint }, () => Promise.resolve(1)), 1);
    await assert.rejects(
      translated({ endpoint }, () => Promise.reject(answered(401, ''))),
      { name: 'UserError', code: 'signedOut' },
    );
  });
});

describe('readServiceError', () => {
  it('stands anything', () => {
    for (const error of [
      null,
      undefined,
      0,
      'x',
      {},
      { response: null },
      { response: { headers: { get: 1 }, bodyAsText: 5 } },
    ]) {
      assert.equal(readServiceError(error).statusCode, undefined);
    }
  });
});

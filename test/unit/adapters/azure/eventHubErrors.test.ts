// The table from what the Event Hubs client throws to what a person is told, nested as deep as the client nests it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isFinalHubError,
  partitionStateOf,
  toHubError,
  unreadableConnectionString,
} from '../../../../src/adapters/azure/eventHubErrors.ts';
import { isUserError } from '../../../../src/app/error/userError.ts';
import { hubNotFound, hubQuota, hubUnreachable } from '../../../../src/app/error/userErrors.ts';
import { Secret } from '../../../../src/base/secret.ts';
import { cancelledError } from '../../../../src/base/abort.ts';
import { tailSource } from '../../../support/traffic.ts';
import type { TailSource } from '../../../../src/app/traffic/ports.ts';
import { fakeTokens } from '../../../support/estate.ts';

function messagingError(code: string, message = 'The client says'): Error {
  return Object.assign(new Error(message), { name: 'MessagingError', code });
}

describe('toHubError', () => {
  const check = (error: unknown, code: string, text = /./): void => {
    const result = toHubError(error, tailSource);
    assert.ok(isUserError(result), String(result));
    assert.equal(result.code, code);
    assert.match(result.message, text);
    assert.doesNotMatch(result.message, /TOPSECRET/);
  };

  it('knows the codes of the client', () => {
    check(messagingError('MessagingEntityNotFoundError'), 'hubNotFound', /"api-traffic"/);
    check(
      messagingError(
        'MessagingEntityNotFoundError',
        "The messaging entity 'sb://x/hub/ConsumerGroups/g' could not be found",
      ),
      'hubNotFound',
      /"api-traffic\/\$Default"/,
    );
    check(messagingError('UnauthorizedError'), 'hubKeyRefused', /api-traffic/);
    check(messagingError('AuthenticationError'), 'hubKeyRefused');
    check(messagingError('QuotaExceededError'), 'hubQuota', /\$Default/);
    check(messagingError('ReceiverDisconnectedError'), 'hubQuota');
    check(messagingError('ServiceUnavailableError'), 'hubUnreachable', /contoso\.servicebus\.windows\.net/);
    check(messagingError('ENOTFOUND'), 'hubUnreachable');
  });

  it('tells a refused token from a refused key', () => {
    const source: TailSource = { ...tailSource, credential: { kind: 'token', tokens: fakeTokens } };
    const result = toHubError(messagingError('UnauthorizedError'), source);
    assert.ok(isUserError(result));
    assert.equal(result.code, 'hubUnauthorized');
    assert.match(result.message, /Event Hubs Data Receiver/);
  });

  it('goes by codes, not by words: a host name may hold any of them', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND claims-unauthorized-401.servicebus.windows.net'), {
      code: 'ENOTFOUND',
    });
    check(error, 'hubUnreachable');
  });

  it('leaves what has no code as it is: a mistake of ours', () => {
    for (const error of [
      new TypeError('x is not a function'),
      new AggregateError([]),
      new AggregateError([undefined]),
    ]) {
      assert.equal(toHubError(error, tailSource), error);
    }
  });

  it('knows a connection string that the client does not take, and repeats nothing of what the client says', () => {
    const error = new TypeError('Invalid connection string: Endpoint=sb://x;SharedAccessKey=TOPSECRET');
    check(error, 'connectionStringInvalid', /a part of it cannot be read/);
    check(new Error('Connection string malformed: TOPSECRET'), 'connectionStringInvalid');
  });

  it('says when a connection string is for another hub', () => {
    const credential = {
      kind: 'connectionString',
      text: new Secret('Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=TOPSECRET;EntityPath=other'),
    } as const;
    const { message } = unreadableConnectionString({ ...tailSource, credential });
    assert.match(message, /it is for the event hub "other", not for "api-traffic"/);
    assert.doesNotMatch(message, /TOPSECRET|Endpoint/);
  });

  it('unwraps retries that ran out, however deep', () => {
    const reason = messagingError('MessagingEntityNotFoundError');
    const other = messagingError('OperationTimeoutError');
    check(new AggregateError([other, reason]), 'hubNotFound');
    check(new AggregateError([other, new AggregateError([other, reason])]), 'hubNotFound');
    check(new AggregateError([new AggregateError([new AggregateError([reason], '')], '')], ''), 'hubNotFound');
    check(new AggregateError([other]), 'hubUnreachable');
  });

  it('stands an error that contains itself', () => {
    const errors: unknown[] = [];
    const self = new AggregateError(errors);
    self.errors = [self];
    assert.equal(toHubError(self, tailSource), self);
  });

  it('keeps translated and cancelled errors, wrapped or not', () => {
    const quota = hubQuota('g');
    const cancelled = cancelledError();
    for (const error of [quota, cancelled]) {
      assert.equal(toHubError(error, tailSource), error);
      assert.equal(toHubError(new AggregateError([new AggregateError([error])]), tailSource), error);
    }
  });

  it('keeps what the client threw as the cause', () => {
    const error = new AggregateError([messagingError('UnauthorizedError')]);
    const result = toHubError(error, tailSource);
    assert.equal(result instanceof Error && result.cause, error);
  });
});

describe('isFinalHubError', () => {
  it('is true for what trying again does not mend', () => {
    const check = (error: unknown, expected: boolean): void => assert.equal(isFinalHubError(error), expected);
    check(hubNotFound('h'), true);
    check(toHubError(messagingError('UnauthorizedError'), tailSource), true);
    check(hubUnreachable('h'), false);
    check(hubQuota('g'), false);
    check(new Error('x'), false);
  });
});

describe('partitionStateOf', () => {
  for (const [code, state] of [
    ['ReceiverDisconnectedError', 'stolen'],
    ['QuotaExceededError', 'quota'],
    ['UnauthorizedError', 'unauthorized'],
    ['ServerBusyError', 'reconnecting'],
    ['ECONNRESET', 'reconnecting'],
  ] as const) {
    it(`takes ${code} as ${state}, also behind retries`, () => {
      for (const error of [messagingError(code), new AggregateError([new AggregateError([messagingError(code)])])]) {
        assert.equal(partitionStateOf(error, toHubError(error, tailSource)), state);
      }
    });
  }

  it('takes what was tried again and has no code as the network', () => {
    const result = toHubError(new AggregateError([new Error('socket closed')]), tailSource);
    assert.ok(isUserError(result) && result.code === 'hubUnreachable');
  });
});

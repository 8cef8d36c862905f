// The catalogue of expected errors: each entry has its code and a message for people, and none shows a cause or a secret.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isUserError, UserError } from '../../../../src/app/error/userError.ts';
import * as catalogue from '../../../../src/app/error/userErrors.ts';
import { Secret } from '../../../../src/base/secret.ts';

const cause = new Error('SharedAccessKey=TOPSECRET');
const secret = new Secret('TOPSECRET') as unknown as string;

type Entry = (...values: readonly unknown[]) => UserError;
const entries = Object.entries(catalogue) as unknown as readonly (readonly [name: string, make: Entry])[];

describe('userErrors', () => {
  it('has an entry for each name', () => assert.ok(entries.length >= 30, `${entries.length} entries`));

  for (const [name, make] of entries) {
    it(`${name} is named after its code and has a message without gaps`, () => {
      const error = make('«one»', '«two»', cause);
      assert.ok(isUserError(error));
      assert.equal(error.code, name);
      assert.match(error.message, /^["«A-Z].{10,}/s);
      assert.doesNotMatch(error.message, /\{\d\}|undefined|\[object/);
      assert.doesNotMatch(error.message, /TOPSECRET/);
      assert.doesNotMatch(make(secret, secret, secret).message, /TOPSECRET/);
    });
  }

  it('puts every value into its message', () => {
    const check = (error: UserError, ...parts: readonly string[]): void => {
      for (const part of parts) {
        assert.ok(error.message.includes(part), `${error.message} lacks ${part}`);
      }
    };
    check(catalogue.serviceUnreachable('arm.contoso', 'ENOTFOUND'), 'arm.contoso', 'ENOTFOUND');
    check(catalogue.serviceFailed('Conflict', 'try later'), 'Conflict', 'try later');
    check(catalogue.foreignStoragePath('web-1', 'evil.example'), 'web-1', 'evil.example');
    check(catalogue.throttled(17), '17 seconds');
    check(catalogue.throttled(undefined), 'a minute');
    check(catalogue.wiresharkMissing('/opt/ws'), '/opt/ws');
  });

  it('keeps the cause for the log', () => {
    assert.equal(catalogue.forbidden('read', cause).cause, cause);
    assert.equal(catalogue.signedOut(cause).cause, cause);
  });
});

describe('isUserError', () => {
  it('knows them across bundles, and nothing else', () => {
    const foreign = Object.assign(new Error('x'), { name: 'UserError', code: 'forbidden' });
    const check = (value: unknown, expected: boolean): void => assert.equal(isUserError(value), expected);
    check(new UserError('forbidden', 'x'), true);
    check(foreign, true);
    check(Object.assign(new Error('x'), { code: 'forbidden' }), false);
    check({ name: 'UserError', code: 'forbidden' }, false);
    check(undefined, false);
  });
});

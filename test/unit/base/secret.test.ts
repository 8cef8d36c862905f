// A secret must not show, whichever way a careless line prints it.

import assert from 'node:assert/strict';
import { format, inspect } from 'node:util';
import { describe, it } from 'node:test';
import { Secret } from '../../../src/base/secret.ts';

const text = 'SharedAccessKey=TOPSECRET';
const secret = new Secret(text);
/** As a careless line sees it, whose author takes it for a text. */
const mistaken = secret as unknown as string;

const ways: readonly (readonly [name: string, print: () => string])[] = [
  ['String()', () => String(secret)],
  ['a template', () => `<${mistaken}>`],
  ['concatenation', () => 'key: '.concat(mistaken)],
  ['JSON', () => JSON.stringify({ secret })],
  ['util.inspect', () => inspect({ deep: { secret } }, { depth: 9, showHidden: true })],
  ['util.format %s', () => format('%s', secret)],
  ['util.format %o', () => format('%o', secret)],
  ['util.format %j', () => format('%j', secret)],
  ['an error message', () => new Error(`failed with ${mistaken}`).message],
  [
    'its keys',
    () => JSON.stringify([Object.entries(secret), Object.getOwnPropertyNames(secret), Object.assign({}, secret)]),
  ],
  ['a structured clone', () => inspect(structuredClone(secret))],
];

describe('Secret', () => {
  for (const [name, print] of ways) {
    it(`does not show in ${name}`, () => assert.doesNotMatch(print(), /TOPSECRET/));
  }

  it('prints stars where a person may look', () => {
    assert.deepEqual([`<${mistaken}>`, JSON.stringify(secret), inspect(secret)], ['<***>', '"***"', '***']);
  });

  it('reveals its text when asked', () => assert.equal(secret.reveal(), text));
});

// Addresses, ports and names are read whole or not at all, whatever is typed.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { parseHostName, parseIpv4, parsePort } from '../../../../src/domain/diagnostic/networkAddress.ts';

describe('parseIpv4', () => {
  it('reads every address in its usual form', () =>
    fc.assert(fc.property(fc.ipV4(), (address) => assert.equal(parseIpv4(` ${address} `), address))));

  for (const text of ['', '10.0.0', '10.0.0.0.1', '10.0.0.256', '10.0.0.01', '10.0.0.-1', '1e1.0.0.1', '::1', 'host']) {
    it(`does not read "${text}"`, () => assert.equal(parseIpv4(text), undefined));
  }
});

describe('parsePort', () => {
  it('reads every port', () =>
    fc.assert(fc.property(fc.nat(65_535), (port) => assert.equal(parsePort(String(port)), port))));

  for (const text of ['', '65536', '-1', '080', '8.0', '80-90', '*']) {
    it(`does not read "${text}"`, () => assert.equal(parsePort(text), undefined));
  }
});

describe('parseHostName', () => {
  for (const [text, name] of [
    ['example.com', 'example.com'],
    [' orders.internal. ', 'orders.internal'],
    ['_sip._tcp.contoso.com', '_sip._tcp.contoso.com'],
    ['localhost', 'localhost'],
  ] as const) {
    it(`reads "${text}"`, () => assert.equal(parseHostName(text), name));
  }

  for (const text of ['', 'a b', 'a..b', '-a.com', 'a-.com', '10.0.0.300', '1234', 'a'.repeat(64), '<b>.com']) {
    it(`does not read "${text}"`, () => assert.equal(parseHostName(text), undefined));
  }
});

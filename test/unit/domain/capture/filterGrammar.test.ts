// Fields of capture filters: every form the service takes, every form it would misread, and an independent reading of its rules.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { parseAddressField, parsePortField } from '../../../../src/domain/capture/filterGrammar.ts';
import type { FieldProblem, ReadField } from '../../../../src/domain/capture/filterField.ts';
import { hostileField, serviceAddresses, servicePorts } from './serviceFilter.ts';

type Parse = (text: string) => ReadField | FieldProblem;

function accepts(parse: Parse, text: string, sent: string): void {
  const read = parse(text);
  assert.ok('ok' in read, `${text}: ${JSON.stringify(read)}`);
  assert.equal(read.text, sent, text);
}

/** @param marked the field with `[` and `]` around the place that is to be pointed at */
function refuses(parse: Parse, marked: string, problem: string, suggestion?: string): void {
  const text = marked.replace('[', '').replace(']', '');
  const expected = {
    problem,
    at: { start: marked.indexOf('['), end: marked.indexOf(']') - 1 },
    ...(suggestion === undefined ? {} : { suggestion }),
  };
  assert.deepEqual(parse(text), expected, text);
}

describe('parseAddressField', () => {
  it('takes what the service documents', () => {
    accepts(parseAddressField, '', '');
    accepts(parseAddressField, '  ', '');
    accepts(parseAddressField, '127.0.0.1', '127.0.0.1');
    accepts(parseAddressField, '127.0.0.1-127.0.0.255', '127.0.0.1-127.0.0.255');
    accepts(parseAddressField, '127.0.0.1;127.0.0.5', '127.0.0.1;127.0.0.5');
    accepts(parseAddressField, '127.0.0.1;127.0.0.5;', '127.0.0.1;127.0.0.5');
    accepts(parseAddressField, ' 10.0.0.1 - 10.0.0.9 ', '10.0.0.1-10.0.0.9');
    accepts(parseAddressField, ' 10.0.0.1 ; 10.0.0.9 ; ', '10.0.0.1;10.0.0.9');
    accepts(parseAddressField, '0.0.0.0-255.255.255.255', '0.0.0.0-255.255.255.255');
    accepts(parseAddressField, '10.0.0.1-10.0.0.1', '10.0.0.1');
    accepts(parseAddressField, '10.0.0.1;10.0.0.1', '10.0.0.1');
  });

  it('refuses the range of the documentation that captures nothing', () => {
    refuses(parseAddressField, '1.1.1.1-[255.255.255]', 'shortAddress');
  });

  it('offers the range of a block', () => {
    refuses(parseAddressField, '[10.0.0.0/24]', 'cidr', '10.0.0.0-10.0.0.255');
    refuses(parseAddressField, '[10.0.0.77/24]', 'cidr', '10.0.0.0-10.0.0.255');
    refuses(parseAddressField, '[10.0.0.7/32]', 'cidr', '10.0.0.7');
    refuses(parseAddressField, '[0.0.0.0/0]', 'cidr', '0.0.0.0-255.255.255.255');
    refuses(parseAddressField, '[10.0.0.0/33]', 'badAddress');
    refuses(parseAddressField, '10.1.0.1;[10.0.0.0/30]', 'cidr', '10.1.0.1;10.0.0.0;10.0.0.1;10.0.0.2;10.0.0.3');
    refuses(parseAddressField, '10.1.0.1;[10.0.0.0/8]', 'cidr');
  });

  it('says what is wrong and where', () => {
    refuses(parseAddressField, '[fe80::1]', 'ipv6');
    refuses(parseAddressField, '10.0.0.1;[2001:db8::/32]', 'badAddress');
    refuses(parseAddressField, '[10.0.0.1:443]', 'portInAddress', '10.0.0.1');
    refuses(parseAddressField, '[10.0.0.256]', 'octetTooLarge');
    refuses(parseAddressField, '[010.0.0.1]', 'leadingZero', '10.0.0.1');
    refuses(parseAddressField, '[10.0.0]', 'shortAddress');
    refuses(parseAddressField, '[10.0.0.]', 'shortAddress');
    refuses(parseAddressField, '[10.0.0.*]', 'wildcard', '10.0.0.0-10.0.0.255');
    refuses(parseAddressField, '[10.2.*.*]', 'wildcard', '10.2.0.0-10.2.255.255');
    refuses(parseAddressField, '[web-1]', 'badAddress');
    refuses(parseAddressField, '[10.0.0.9-10.0.0.1]', 'reversed', '10.0.0.1-10.0.0.9');
    refuses(parseAddressField, '10.0.0.1-[20]', 'shortAddress', '10.0.0.1-10.0.0.20');
    refuses(parseAddressField, '[10.0.0.1-]', 'openRange', '10.0.0.1');
    refuses(parseAddressField, '[1.1.1.1-2.2.2.2-3.3.3.3]', 'badRange');
    refuses(parseAddressField, '[10.0.0.1-10.0.0.3;10.0.0.9]', 'mixed', '10.0.0.1;10.0.0.2;10.0.0.3;10.0.0.9');
    refuses(parseAddressField, '[10.0.0.1-10.0.1.3;10.0.0.9]', 'mixed');
    refuses(parseAddressField, '10.0.0.1[,]10.0.0.2', 'comma', '10.0.0.1;10.0.0.2');
    refuses(parseAddressField, '10.0.0.1[ ]10.0.0.2', 'space', '10.0.0.1;10.0.0.2');
    refuses(parseAddressField, '10.0.0.1[–]10.0.0.2', 'dash', '10.0.0.1-10.0.0.2');
    refuses(parseAddressField, ' [*]', 'anyWord', '');
    refuses(parseAddressField, '[Any]', 'anyWord', '');
  });
});

describe('parsePortField', () => {
  it('takes what the service documents', () => {
    accepts(parsePortField, '', '');
    accepts(parsePortField, '80', '80');
    accepts(parsePortField, '80-85', '80-85');
    accepts(parsePortField, '80;443;', '80;443');
    accepts(parsePortField, '0', '0');
    accepts(parsePortField, '0-65535', '0-65535');
    accepts(parsePortField, '443;', '443');
    accepts(parsePortField, '80-85;', '80-85');
    accepts(parsePortField, '443; 80 ;443', '443;80');
  });

  it('says what is wrong and where', () => {
    refuses(parsePortField, '[65536]', 'portTooLarge');
    refuses(parsePortField, '80;[99999999999999999999]', 'portTooLarge');
    refuses(parsePortField, '[080]', 'leadingZero', '80');
    refuses(parsePortField, '[https]', 'badPort', '443');
    refuses(parsePortField, '80;[gopher]', 'badPort');
    refuses(parsePortField, '80[,]443', 'comma', '80;443');
    refuses(parsePortField, '80[,] 443-445', 'comma', '80;443;444;445');
    refuses(parsePortField, '[85-80]', 'reversed', '80-85');
    refuses(parsePortField, '[-5]', 'openRange', '5');
    refuses(parsePortField, '[-]', 'openRange');
    refuses(parsePortField, '[80-85;443]', 'mixed', '80;81;82;83;84;85;443');
    refuses(parsePortField, '[80-82;90-91]', 'severalRanges', '80;81;82;90;91');
    refuses(parsePortField, '[1-1000;8080]', 'mixed');
    refuses(parsePortField, '80;[;]443', 'emptyItem', '80;443');
    refuses(parsePortField, '[;]', 'emptyItem');
    refuses(parsePortField, '[８０]', 'badPort');
    refuses(parsePortField, `[1.5]`, 'badPort');
  });

  it('bounds what it looks at', () => {
    const long = '1;'.repeat(5000);
    assert.deepEqual(parsePortField(long), { problem: 'tooLong', at: { start: 4000, end: 10_000 } });
  });
});

for (const [name, parse, service] of [
  ['addresses', parseAddressField, serviceAddresses],
  ['ports', parsePortField, servicePorts],
] as const) {
  describe(`a field of ${name}`, () => {
    it('is sent as the service reads it, with the same meaning', () => {
      fc.assert(
        fc.property(hostileField, fc.nat(), (text, probe) => {
          const read = parse(text);
          if ('problem' in read) {
            return;
          }
          const meant = service(read.text);
          assert.notEqual(meant, undefined, `the service would not read ${read.text}`);
          const value = name === 'ports' ? probe % 65_536 : probe;
          const { ok } = read;
          const ours =
            ok.kind === 'any' ||
            (ok.kind === 'single' && ok.value === value) ||
            (ok.kind === 'range' && ok.from <= value && value <= ok.to) ||
            (ok.kind === 'list' && ok.values.includes(value));
          assert.equal(meant?.(value), ours);
          assert.deepEqual(parse(read.text), read, 'reading what is sent gives the same');
        }),
        { numRuns: 2000 },
      );
    });

    it('is refused with a place in the text and a correction that is accepted', () => {
      fc.assert(
        fc.property(hostileField, (text) => {
          const read = parse(text);
          if ('ok' in read) {
            return;
          }
          assert.ok(
            0 <= read.at.start && read.at.start < read.at.end && read.at.end <= text.length,
            JSON.stringify(read),
          );
          if (read.suggestion !== undefined) {
            assert.ok('ok' in parse(read.suggestion), `${text} -> ${read.suggestion}`);
          }
        }),
        { numRuns: 2000 },
      );
    });

    it('is never refused when the service reads it unambiguously', () => {
      const one = name === 'ports' ? fc.integer({ min: 0, max: 65_535 }).map(String) : fc.ipV4();
      const written = fc.oneof(
        one,
        fc.array(one, { minLength: 1, maxLength: 6 }).map((all) => all.join(';')),
        fc.array(one, { minLength: 1, maxLength: 6 }).map((all) => `${all.join(';')};`),
      );
      fc.assert(fc.property(written, (text) => assert.ok('ok' in parse(text), text)));
    });
  });
}

// Whole filters: the packets they keep by the service's rules, filters that are for nothing, and the facts for a sentence.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  describeFilter,
  filterFields,
  filterFindings,
  filterProblem,
  filtersMatchNothing,
  normalizeFilter,
  parseFilterField,
} from '../../../../src/domain/capture/captureFilter.ts';
import type { CaptureFilter } from '../../../../src/domain/capture/captureSettings.ts';
import { formatIpv4, parseCidr, parseIpv4 } from '../../../../src/domain/capture/ipv4.ts';
import { keepsPacket, matchesPacket } from '../../../support/filteredPacket.ts';
import type { FilteredPacket } from '../../../support/filteredPacket.ts';
import { hostileField, serviceAddresses, servicePorts } from './serviceFilter.ts';

const packet: FilteredPacket = {
  protocol: 'TCP',
  localIPAddress: '10.0.0.4',
  localPort: 51_000,
  remoteIPAddress: '20.1.2.3',
  remotePort: 443,
};

/** Few values, so that filters and packets meet often. */
const address = fc.integer({ min: 1, max: 4 }).map((last) => `10.0.0.${last}`);
const port = fc.integer({ min: 80, max: 84 });
const protocol = fc.constantFrom('TCP' as const, 'UDP' as const);
const oneOfField = (one: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant(''),
    one,
    fc.tuple(one, one).map((ends) => ends.toSorted().join('-')),
    fc.array(one, { minLength: 1, maxLength: 3 }).map((all) => all.join(';')),
  );
const filters = fc.record({
  protocol: fc.constantFrom('TCP' as const, 'UDP' as const, 'Any' as const),
  localIPAddress: oneOfField(address),
  localPort: oneOfField(port.map(String)),
  remoteIPAddress: oneOfField(address),
  remotePort: oneOfField(port.map(String)),
});
const packets = fc.record({
  protocol,
  localIPAddress: address,
  localPort: port,
  remoteIPAddress: address,
  remotePort: port,
});

describe('matchesPacket', () => {
  it('wants every field, and counts an empty one as any', () => {
    assert.ok(matchesPacket({ protocol: 'Any' }, packet));
    assert.ok(
      matchesPacket({ protocol: 'TCP', remotePort: '80;443', remoteIPAddress: '20.1.0.0-20.1.255.255' }, packet),
    );
    assert.ok(!matchesPacket({ protocol: 'UDP' }, packet));
    assert.ok(!matchesPacket({ protocol: 'TCP', localPort: '443' }, packet));
    assert.ok(!matchesPacket({ protocol: 'TCP', remotePort: 'https' }, packet));
    const { localIPAddress, remoteIPAddress } = packet;
    assert.ok(
      !matchesPacket({ protocol: 'Any', localPort: '0-65535' }, { protocol: 'ICMP', localIPAddress, remoteIPAddress }),
    );
  });

  it('agrees with a reading of the service’s rules', () => {
    fc.assert(
      fc.property(filters, packets, (filter, seen) => {
        const expected =
          (filter.protocol === 'Any' || filter.protocol === seen.protocol) &&
          serviceAddresses(filter.localIPAddress)?.(parseIpv4(seen.localIPAddress)!) === true &&
          serviceAddresses(filter.remoteIPAddress)?.(parseIpv4(seen.remoteIPAddress)!) === true &&
          servicePorts(filter.localPort)?.(seen.localPort) === true &&
          servicePorts(filter.remotePort)?.(seen.remotePort) === true;
        assert.equal(matchesPacket(filter, seen), expected);
        assert.equal(matchesPacket(normalizeFilter(filter), seen), expected, 'what is sent means the same');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('filterProblem', () => {
  it('names the first field that cannot be used', () => {
    assert.equal(filterProblem({ protocol: 'TCP', remotePort: '443' }), undefined);
    assert.equal(filterProblem({ protocol: 'TCP', remotePort: 'x', localPort: 'y' })?.field, 'localPort');
  });

  it('lets through only what the service reads', () => {
    fc.assert(
      fc.property(fc.constantFrom(...filterFields), hostileField, (field, text) => {
        const sent = normalizeFilter({ protocol: 'Any', [field]: text })[field] ?? '';
        const service = field.endsWith('Port') ? servicePorts : serviceAddresses;
        const isRefused = filterProblem({ protocol: 'Any', [field]: text }) !== undefined;
        assert.ok(isRefused || service(sent) !== undefined, sent);
        assert.equal(isRefused, 'problem' in parseFilterField(field, text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('filterFindings', () => {
  const one = (filter: Partial<CaptureFilter>): CaptureFilter => ({ protocol: 'TCP', ...filter });

  it('finds filters that another covers', () => {
    assert.deepEqual(filterFindings([one({ remotePort: '443' }), one({})], []), [
      { index: 0, kind: 'redundant', by: 1 },
    ]);
    assert.deepEqual(filterFindings([one({ localPort: '80-82' }), one({ localPort: '80;81;82' })], []), [
      { index: 1, kind: 'redundant', by: 0 },
    ]);
    assert.deepEqual(filterFindings([one({ localPort: '80' }), one({ remotePort: '80' })], []), []);
    assert.deepEqual(filterFindings([one({ localPort: 'x' }), one({})], []), []);
  });

  it('finds filters that ask for another machine', () => {
    const other = one({ localIPAddress: '10.0.0.9' });
    assert.deepEqual(filterFindings([other], ['10.0.0.4']), [{ index: 0, kind: 'notThisMachine' }]);
    assert.deepEqual(filterFindings([other], []), []);
    assert.ok(filtersMatchNothing([other], ['10.0.0.4']));
    assert.ok(!filtersMatchNothing([other, one({})], ['10.0.0.4']));
    assert.ok(!filtersMatchNothing([], ['10.0.0.4']));
  });

  it('never takes away what a capture would keep', () => {
    fc.assert(
      fc.property(fc.array(filters, { maxLength: 4 }), packets, (all, seen) => {
        const idle = new Set(filterFindings(all, []).map(({ index }) => index));
        const left = all.filter((_, index) => !idle.has(index));
        assert.equal(keepsPacket(left, seen), keepsPacket(all, seen));
        assert.ok(all.length === 0 || left.length > 0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('describeFilter', () => {
  it('gives values as people write them', () => {
    assert.deepEqual(
      describeFilter({ protocol: 'TCP', remoteIPAddress: '10.0.0.1-10.0.0.9', remotePort: '80; 443', localPort: 'x' }),
      {
        protocol: 'TCP',
        local: { address: { kind: 'any' }, port: { kind: 'unreadable', text: 'x' } },
        remote: {
          address: { kind: 'range', from: '10.0.0.1', to: '10.0.0.9' },
          port: { kind: 'values', values: ['80', '443'] },
        },
      },
    );
  });
});

describe('addresses as numbers', () => {
  it('read and write the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) =>
        assert.equal(parseIpv4(formatIpv4(value)), value),
      ),
    );
    assert.deepEqual(parseCidr('10.0.0.5/30'), { from: parseIpv4('10.0.0.4'), to: parseIpv4('10.0.0.7') });
    assert.equal(parseCidr('10.0.0.5/33'), undefined);
    assert.equal(parseIpv4('01.2.3.4'), undefined);
  });
});

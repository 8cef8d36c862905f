// Filters of a capture: every form of a field that ARM takes, and the forms that silently capture nothing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PacketFilter } from '../contract.ts';
import { arpRequest, udpPacket } from './packet.ts';
import { compileFilters } from './packetFilter.ts';

const ownIp = '10.0.0.4';
const own = { ip: ownIp, port: 5000 };
const remote = { ip: '10.0.0.9', port: 53 };
const outgoing = udpPacket({ timeInUs: 0, source: own, target: remote, ipId: 1, payload: new Uint8Array(3) });
const incoming = udpPacket({ timeInUs: 0, source: remote, target: own, ipId: 1, payload: new Uint8Array(3) });

/** Whether both directions are kept; they must agree. */
function keeps(...filters: readonly PacketFilter[]): boolean {
  const test = compileFilters(filters);
  assert.equal(test(outgoing, ownIp), test(incoming, ownIp));
  return test(outgoing, ownIp);
}

describe('filters of a capture', () => {
  it('keep everything when there are none, ARP too', () => {
    assert.ok(keeps());
    assert.ok(compileFilters([])(arpRequest(0, ownIp, '10.0.0.1'), ownIp));
    assert.ok(!compileFilters([{ localPort: '0-65535' }])(arpRequest(0, ownIp, '10.0.0.1'), ownIp));
  });

  it('know protocols', () => {
    assert.deepEqual(
      (['TCP', 'UDP', 'Any'] as const).map((protocol) => keeps({ protocol })),
      [false, true, true],
    );
  });

  it('know one value, a range and a list, seen from the machine', () => {
    for (const filter of [
      { localIPAddress: '10.0.0.4' },
      { remoteIPAddress: '10.0.0.5-10.0.0.9' },
      { remoteIPAddress: '10.0.0.1;10.0.0.9' },
      { localPort: '5000' },
      { localPort: '4000-5000' },
      { remotePort: '80;53;' },
      { remotePort: '' },
    ]) {
      assert.ok(keeps(filter), JSON.stringify(filter));
    }
    for (const filter of [
      { localIPAddress: '10.0.0.9' },
      { remoteIPAddress: '10.0.0.10-10.0.0.20' },
      { remotePort: '5000' },
      { localPort: '53;80' },
    ]) {
      assert.ok(!keeps(filter), JSON.stringify(filter));
    }
  });

  it('capture nothing when they cannot be read', () => {
    for (const filter of [
      { remoteIPAddress: '1.1.1.1-255.255.255' },
      { remoteIPAddress: '10.0.0.0/24' },
      { remoteIPAddress: '10.0.0.1-10.0.0.9;10.0.0.9' },
      { remoteIPAddress: '10.0.0.999;10.0.0.9' },
      { localPort: '5000-4000' },
      { localPort: '5000;http' },
      { localPort: '65536;5000' },
    ]) {
      assert.ok(!keeps(filter), JSON.stringify(filter));
    }
  });

  it('combine fields with AND and filters with OR', () => {
    assert.ok(!keeps({ protocol: 'UDP', localPort: '1' }));
    assert.ok(keeps({ protocol: 'UDP', localPort: '1' }, { protocol: 'UDP', remotePort: '53' }));
  });
});

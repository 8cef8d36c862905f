// What Wireshark makes of the world's packets: nothing is malformed, and the calls it finds are those that were made.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '../../../src/base/clock.ts';
import type { PacketSession } from '../contract.ts';
import { ManualClock } from '../testSupport.ts';
import { askTshark, brokenPackets } from './tshark.ts';
import { VirtualNic } from './virtualNic.ts';
import { startWorld } from './world.ts';
import type { WireExchange } from './wireTap.ts';
import { WireTap } from './wireTap.ts';

const addresses: Readonly<Record<string, string>> = {
  'vm-gateway-01': '10.1.2.4',
  'vm-orders-01': '10.1.0.4',
  'vm-orders-02': '10.1.0.5',
};
const addressOf = (vmId: string): string | undefined => addresses[vmId];

function open(nic: VirtualNic, vmId: string, bytesPerPacket = 0): PacketSession {
  return nic.open({ vmId, filters: [], bytesPerPacket, totalBytes: 0, onFull: () => undefined });
}

const latin = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1');

/** Method and target of a call, or status of an answer. */
function startOf(bytes: Uint8Array | undefined): string {
  const [first = '', second = ''] = latin(bytes).split(/[ \r]/);
  return first.startsWith('HTTP/') ? second : `${first} ${second}`;
}

async function count(file: Uint8Array, displayFilter: string): Promise<number> {
  return (await askTshark(file, displayFilter)).length;
}

describe('Wireshark', () => {
  it('finds in a capture the very calls that were made, and no fault of form', { timeout: 60_000 }, async (context) => {
    const sink = { append: (): void => undefined };
    const world = await startWorld({ sink, hub: 'apim', seed: 5, ratePerSecond: 0, forwardTimeoutInMs: 400 });
    context.after(() => world.stop());
    let aheadInMs = 0;
    const clock = { ...systemClock, now: () => systemClock.now() + aheadInMs };
    const nic = new VirtualNic({ tap: world.tap, addressOf, seed: 5, clock });
    context.after(() => nic.stop());
    const wire: WireExchange[] = [];
    world.tap.onDidExchange((exchange) => wire.push(exchange));
    const sessions = Object.keys(addresses).map((vmId) => [vmId, open(nic, vmId)] as const);
    await world.burst(200);
    const late = open(nic, 'vm-orders-01');
    const cut = open(nic, 'vm-orders-01', 96);
    await world.burst(150);
    // A segment that is lost and sent again ends up to 30 ms after its call.
    aheadInMs = 100;
    const files = new Map(sessions.map(([vmId, session]) => [vmId, session.close()]));
    for (const file of [...files.values(), late.close(), cut.close()]) {
      assert.deepEqual(await askTshark(file, brokenPackets), []);
      assert.ok((await count(file, 'http.request')) > 20);
    }
    for (const [vmIndex, vmId] of ['vm-orders-01', 'vm-orders-02'].entries()) {
      const file = files.get(vmId)!;
      const own = wire.filter((exchange) => exchange.vmIndex === vmIndex && exchange.requestBytes.length > 0);
      const requests = await askTshark(file, 'http.request', ['http.request.method', 'http.request.uri']);
      assert.deepEqual(
        requests.map((fields) => fields.join(' ')).toSorted(),
        own.map(({ requestBytes }) => startOf(requestBytes)).toSorted(),
      );
      const statuses = await askTshark(file, 'http.response', ['http.response.code']);
      assert.deepEqual(
        statuses.flat().toSorted(),
        own.flatMap(({ responseBytes }) => (responseBytes === undefined ? [] : [startOf(responseBytes)])).toSorted(),
      );
      assert.ok((await count(file, 'tcp.analysis.retransmission && tcp.port == 8080')) > 0);
      assert.ok((await count(file, 'tcp.flags.reset == 1 || tcp.flags.fin == 1')) > 0);
      const addressesSeen = await askTshark(file, 'http.request', ['ip.dst']);
      assert.deepEqual(new Set(addressesSeen.flat()), new Set([addresses[vmId]]));
    }
    const onGateway = await count(files.get('vm-gateway-01')!, 'http.request');
    assert.equal(onGateway, wire.filter(({ clientIp }) => clientIp === addresses['vm-gateway-01']).length);
  });

  it('reads every protocol of the background', { timeout: 60_000 }, async () => {
    const clock = new ManualClock();
    const nic = new VirtualNic({ tap: new WireTap(), addressOf, seed: 1, clock });
    const session = open(nic, 'vm-orders-01');
    await clock.advance(90_000);
    const file = session.close();
    assert.deepEqual(await askTshark(file, brokenPackets), []);
    const names = new Set((await askTshark(file, 'dns.flags.response == 1', ['dns.qry.name'])).flat());
    assert.ok(names.has('login.microsoftonline.com'), [...names].join(' '));
    assert.ok((await count(file, 'dns.flags.rcode == 3')) > 0, 'no unknown name');
    const field = 'tls.handshake.extensions_server_name';
    const servers = new Set((await askTshark(file, field, [field])).flat());
    assert.ok(servers.size >= 3 && [...servers].every((name) => names.has(name)), [...servers].join(' '));
    for (const displayFilter of [
      'tls.handshake.type == 2',
      'tls.app_data',
      'dns.a && dns.cname',
      'arp.opcode == 2',
      'ntp.flags.mode == 4',
      'tcp.analysis.fast_retransmission',
      'tcp.analysis.duplicate_ack',
      'tcp.flags == 0x002 && tcp.dstport == 5432 && tcp.analysis.retransmission',
      'tcp.flags.reset == 1 && tcp.srcport == 9100',
      'tcp.options.sack_perm && tcp.options.mss && tcp.options.wscale && tcp.options.timestamp',
    ]) {
      assert.ok((await count(file, displayFilter)) > 0, displayFilter);
    }
  });

  it('sees a receiver without room', { timeout: 60_000 }, async () => {
    const clock = new ManualClock();
    const tap = new WireTap();
    const nic = new VirtualNic({ tap, addressOf, seed: 1, clock });
    const session = open(nic, 'vm-orders-01');
    for (let index = 0; index < 12; index += 1) {
      const requestedAt = clock.now();
      await clock.advance(60);
      tap.report({
        clientIp: '10.1.2.4',
        clientPort: 40_000,
        serverIp: '10.1.0.4',
        serverPort: 8080,
        host: 'media.internal',
        requestBytes: Buffer.from(`PUT /images/${index} HTTP/1.1\r\nContent-Length: 9000\r\n\r\n${'x'.repeat(9000)}`),
        responseBytes: Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'),
        requestedAt,
        respondedAt: clock.now(),
        vmIndex: 0,
      });
    }
    await clock.advance(100);
    const file = session.close();
    assert.deepEqual(await askTshark(file, brokenPackets), []);
    assert.ok((await count(file, 'tcp.analysis.zero_window')) > 0);
    assert.ok((await count(file, 'tcp.analysis.window_update')) > 0);
    assert.equal(await count(file, 'http.request'), 12);
  });
});

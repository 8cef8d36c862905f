// What goes over the wire for each kind of capture: the exact body of the create, and what is read back of the service's answer.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { NewPacketCapture } from '../../src/domain/capture/captureSettings.ts';
import type { PacketCapture } from '../../src/domain/capture/packetCapture.ts';
import { SandboxAzure } from './sandboxAzure.ts';

/** One way to ask for a capture. */
interface Variant {
  readonly what: string;
  readonly asked: Partial<NewPacketCapture>;
  /** `properties` of the PUT's body. */
  readonly sent: Readonly<Record<string, unknown>>;
  /** Members of the capture as it comes back; all others must be those of a plain one. */
  readonly read: Partial<PacketCapture>;
}

/** What the service takes where a limit is left out, and tells back. */
const presetLimits = { bytesToCapturePerPacket: 0, totalBytesPerSession: 1_073_741_824, timeLimitInSeconds: 18_000 };

describe('packet captures on the wire', () => {
  let azure: SandboxAzure;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none' });
  });
  after(() => azure.stop());
  afterEach(() => azure.control('/reset'));

  function variants(): Variant[] {
    const target = azure.machine('vm-gateway-01');
    const scaleSet = azure.scaleSet('vmss-api');
    const storageId = azure.storage('fabrikamcaptures');
    const storageLocation = { storageId };
    const blobs = azure.sandbox.info.storageAccounts.find(({ id }) => id === storageId)?.blobEndpoint ?? '';
    const container = `${blobs.replace(/\/$/, '')}/my-captures`;
    const filePath = '/var/captures/night.cap';
    const ring = { fileCount: 3, fileSizeInBytes: 1_048_576, sessionTimeLimitInSeconds: 3600 };
    const whole = { include: [], exclude: [] };
    const ofSet = { targetId: scaleSet };
    const sentOfSet = { target: scaleSet, targetType: 'AzureVMSS', storageLocation };
    return [
      {
        what: 'a machine, with nothing else chosen',
        asked: {},
        sent: { target, storageLocation },
        read: {},
      },
      {
        what: 'a whole scale set',
        asked: { ...ofSet, scope: whole },
        sent: sentOfSet,
        read: ofSet,
      },
      {
        what: 'chosen instances of a scale set',
        asked: { ...ofSet, scope: { include: ['0', '3'], exclude: [] } },
        sent: { ...sentOfSet, scope: { include: ['0', '3'], exclude: [] } },
        read: { ...ofSet, scope: { include: ['0', '3'], exclude: [] } },
      },
      {
        what: 'all but some instances of a scale set',
        asked: { ...ofSet, scope: { include: [], exclude: ['1'] } },
        sent: { ...sentOfSet, scope: { include: [], exclude: ['1'] } },
        read: { ...ofSet, scope: { include: [], exclude: ['1'] } },
      },
      {
        what: 'a file on the machine only',
        asked: { destination: { filePath } },
        sent: { target, storageLocation: { filePath } },
        read: { filePath },
      },
      {
        what: 'a blob and a file on the machine',
        asked: { destination: { storageId, filePath } },
        sent: { target, storageLocation: { storageId, filePath } },
        read: { filePath },
      },
      {
        what: 'a container of the account',
        asked: { destination: { storageId, storagePath: container } },
        sent: { target, storageLocation: { storageId, storagePath: container } },
        read: {},
      },
      {
        what: 'a chosen blob',
        asked: { destination: { storageId, storagePath: `${container}/night.cap` } },
        sent: { target, storageLocation: { storageId, storagePath: `${container}/night.cap` } },
        read: { storagePath: `${container}/night.cap` },
      },
      {
        what: 'all limits',
        asked: { limits: { bytesToCapturePerPacket: 96, totalBytesPerSession: 4_294_967_295, timeLimitInSeconds: 1 } },
        sent: {
          target,
          storageLocation,
          bytesToCapturePerPacket: 96,
          totalBytesPerSession: 4_294_967_295,
          timeLimitInSeconds: 1,
        },
        read: { limits: { bytesToCapturePerPacket: 96, totalBytesPerSession: 4_294_967_295, timeLimitInSeconds: 1 } },
      },
      {
        what: 'the longest of everything, which is written as 0',
        asked: { limits: { bytesToCapturePerPacket: 0, totalBytesPerSession: 0, timeLimitInSeconds: 0 } },
        sent: {
          target,
          storageLocation,
          bytesToCapturePerPacket: 0,
          totalBytesPerSession: 0,
          timeLimitInSeconds: 0,
        },
        read: { limits: { bytesToCapturePerPacket: 0, totalBytesPerSession: 0, timeLimitInSeconds: 0 } },
      },
      {
        what: 'filters of each protocol, with every field, and their order',
        asked: {
          filters: [
            {
              protocol: 'TCP',
              localIPAddress: '10.1.2.4',
              localPort: '443',
              remoteIPAddress: '10.1.0.4;10.1.0.5',
              remotePort: '1024-65535',
            },
            { protocol: 'UDP', remotePort: '53;123' },
            { protocol: 'Any' },
          ],
        },
        sent: {
          target,
          storageLocation,
          filters: [
            {
              protocol: 'TCP',
              localIPAddress: '10.1.2.4',
              localPort: '443',
              remoteIPAddress: '10.1.0.4;10.1.0.5',
              remotePort: '1024-65535',
            },
            { protocol: 'UDP', remotePort: '53;123' },
            { protocol: 'Any' },
          ],
        },
        read: {
          filters: [
            {
              protocol: 'TCP',
              localIPAddress: '10.1.2.4',
              localPort: '443',
              remoteIPAddress: '10.1.0.4;10.1.0.5',
              remotePort: '1024-65535',
            },
            { protocol: 'UDP', remotePort: '53;123' },
            { protocol: 'Any' },
          ],
        },
      },
      {
        what: 'a ring in blob storage, whose other limits stay away',
        asked: { ring, limits: { bytesToCapturePerPacket: 64, totalBytesPerSession: 5, timeLimitInSeconds: 5 } },
        sent: {
          target,
          storageLocation,
          bytesToCapturePerPacket: 64,
          continuousCapture: true,
          captureSettings: ring,
        },
        read: { ring, limits: { bytesToCapturePerPacket: 64 } },
      },
      {
        what: 'a ring on the machine, whose path has another name',
        asked: { ring, destination: { filePath } },
        sent: { target, storageLocation: { localPath: filePath }, continuousCapture: true, captureSettings: ring },
        read: { ring, filePath, limits: { bytesToCapturePerPacket: 0 } },
      },
      {
        what: 'a ring in both places on a scale set',
        asked: { ...ofSet, ring, scope: { include: ['1'], exclude: [] }, destination: { storageId, filePath } },
        sent: {
          ...sentOfSet,
          scope: { include: ['1'], exclude: [] },
          storageLocation: { storageId, localPath: filePath },
          continuousCapture: true,
          captureSettings: ring,
        },
        read: {
          ...ofSet,
          scope: { include: ['1'], exclude: [] },
          ring,
          filePath,
          limits: { bytesToCapturePerPacket: 0 },
        },
      },
    ];
  }

  it('sends exactly what was chosen for each kind of capture, and reads it back', async (t) => {
    for (const { what, asked, sent, read } of variants()) {
      await t.test(what, async () => {
        const name = `v${azure.sandbox.requests.entries.length}`;
        const { captures } = azure.services();
        const from = azure.sandbox.requests.entries.length;
        const wanted = newCapture(name, asked);
        const created = await captures.create(wanted);
        assert.deepEqual(azure.bodiesSince(from, 'PUT'), [{ properties: sent }]);
        assert.deepEqual(azure.requestsSince(from), [
          `PUT …/packetCaptures/${name} 201`,
          'GET …/operations/{id} 200',
          `GET …/packetCaptures/${name} 200`,
          `POST …/packetCaptures/${name}/queryStatus 202`,
        ]);
        assertRead(created, wanted, read);
        assert.equal(created.state, 'running');
        assertRead((await captures.get(created.id)) ?? created, wanted, read);
        const listed = (await captures.list(azure.watcherId)).find((each) => each.name === name);
        assertRead(listed ?? created, wanted, read);
      });
    }
  });

  const newCapture = (name: string, more: Partial<NewPacketCapture>): NewPacketCapture => ({
    watcherId: azure.watcherId,
    name,
    targetId: azure.machine('vm-gateway-01'),
    scope: { include: [], exclude: [] },
    destination: { storageId: azure.storage('fabrikamcaptures') },
    filters: [],
    limits: {},
    ...more,
  });

  /** Everything but state and times, which the store's tests look at; no member may be there that holds nothing. */
  function assertRead(found: PacketCapture, wanted: NewPacketCapture, expected: Partial<PacketCapture>): void {
    const { state: _state, startedAt: _startedAt, storagePath, ...rest } = found;
    const { storagePath: expectedPath, ...parts } = expected;
    const { storageId } = wanted.destination;
    assert.deepEqual(rest, {
      id: `${azure.watcherId}/packetCaptures/${wanted.name}`,
      name: wanted.name,
      watcherId: azure.watcherId,
      targetId: wanted.targetId,
      scope: { include: [], exclude: [] },
      filters: [],
      problems: [],
      limits: presetLimits,
      ...(storageId === undefined ? {} : { storageId }),
      ...parts,
    });
    assert.equal(JSON.stringify(rest), JSON.stringify(JSON.parse(JSON.stringify(rest))));
    if (storageId === undefined) {
      assert.equal(storagePath, undefined);
    } else if (expectedPath === undefined) {
      assert.match(storagePath ?? '', /\/(network-watcher-logs|my-captures)\/.*\.cap$/);
    } else {
      assert.equal(storagePath, expectedPath);
    }
  }
});

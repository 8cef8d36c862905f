// Recipes of captures: a real bash hands the command's arguments over as meant, and the Bicep file holds the wire's properties.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { formatAzCli, formatBicep } from '../../../../src/domain/capture/captureRecipe.ts';
import type { NewPacketCapture } from '../../../../src/domain/capture/captureSettings.ts';
import { machineId, makeNewCapture, storageId, subscriptionId, watcherId } from '../../../support/captures.ts';
import { readBicepStrings } from '../arm/bicepReader.ts';

const scaleSetId = machineId.replace('virtualMachines/web-1', 'virtualMachineScaleSets/web');

/** What `az` gets when bash reads the commands, one list of arguments for each. */
function argumentsOf(...commands: readonly string[]): string[][] {
  const script = `az() { printf '%s\\0' "$@"; printf '\\1\\0'; }\n${commands.join('\n')}`;
  const output = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
  return output
    .split('\x01\0')
    .slice(0, -1)
    .map((each) => each.split('\0').slice(0, -1));
}

const full = makeNewCapture('web-1_1', {
  destination: { storageId, filePath: '/var/captures/web-1.cap' },
  limits: { timeLimitInSeconds: 300, totalBytesPerSession: 1_000_000, bytesToCapturePerPacket: 0 },
  filters: [
    { protocol: 'TCP', remoteIPAddress: ' 10.0.0.4 ', remotePort: '443;' },
    { protocol: 'Any', localIPAddress: '' },
  ],
});

describe('formatAzCli', () => {
  it('creates a capture of a machine', () => {
    assert.equal(
      formatAzCli(full),
      `az network watcher packet-capture create \\
  --subscription ${subscriptionId} \\
  --resource-group rg-web \\
  --name web-1_1 \\
  --vm ${machineId} \\
  --storage-account ${storageId} \\
  --file-path /var/captures/web-1.cap \\
  --time-limit 300 \\
  --capture-limit 1000000 \\
  --capture-size 0 \\
  --filters '[{"protocol":"TCP","remoteIPAddress":"10.0.0.4","remotePort":"443"},{"protocol":"Any"}]'`,
    );
  });

  it('names the instances of a scale set', () => {
    const capture = makeNewCapture('c', { targetId: scaleSetId, scope: { include: ['0', '3'], exclude: ['1'] } });
    const [[...words] = []] = argumentsOf(formatAzCli(capture));
    assert.equal(
      words.slice(words.indexOf('--target-type')).join(' '),
      `--target-type AzureVMSS --target ${scaleSetId} --include 0 3 --exclude 1 --storage-account ${storageId}`,
    );
    assert.ok(!words.includes('--vm'));
  });

  it('makes a continuous capture by a PUT, for the command knows none', () => {
    const ring = { fileCount: 3, fileSizeInBytes: 1000, sessionTimeLimitInSeconds: 60 };
    const [words = []] = argumentsOf(formatAzCli({ ...full, ring }));
    assert.equal(
      words.slice(0, 6).join(' '),
      `rest --method put --uri ${watcherId}/packetCaptures/web-1_1?api-version=2024-05-01 --body`,
    );
    assert.deepEqual(JSON.parse(words[6] ?? ''), {
      properties: {
        target: machineId,
        storageLocation: { storageId, localPath: '/var/captures/web-1.cap' },
        bytesToCapturePerPacket: 0,
        continuousCapture: true,
        captureSettings: ring,
        filters: [{ protocol: 'TCP', remoteIPAddress: '10.0.0.4', remotePort: '443' }, { protocol: 'Any' }],
      },
    });
  });

  it('passes any text as one argument and runs nothing', () => {
    const hostile = fc
      .array(
        fc.constantFrom("'", '"', '$(id)', '`id`', '${x}', '\n', '\\', '!', ' ', ';', '&', '|', '*', '~', 'ã', 'x'),
      )
      .map((parts) => `n${parts.join('')}`);
    // All in one shell, for each start of bash takes its time.
    const names = fc.sample(hostile, { numRuns: 200, seed: 7 });
    const all = argumentsOf(
      ...names.map((name) => formatAzCli(makeNewCapture(name, { destination: { filePath: name } }))),
    );
    assert.equal(all.length, names.length);
    for (const [at, words] of all.entries()) {
      assert.equal(words[words.indexOf('--name') + 1], names[at]);
      assert.equal(words[words.indexOf('--file-path') + 1], names[at]);
      assert.equal(words.length, 14);
    }
  });
});

describe('formatBicep', () => {
  it('creates what the client would', () => {
    assert.equal(
      formatBicep(full),
      `// az deployment group create --subscription ${subscriptionId} --resource-group NetworkWatcherRG --template-file capture.bicep
resource watcher 'Microsoft.Network/networkWatchers@2024-05-01' existing = {
  name: 'NetworkWatcher_westeurope'
}

resource capture 'Microsoft.Network/networkWatchers/packetCaptures@2024-05-01' = {
  parent: watcher
  name: 'web-1_1'
  properties: {
    target: '${machineId}'
    storageLocation: {
      storageId: '${storageId}'
      filePath: '/var/captures/web-1.cap'
    }
    bytesToCapturePerPacket: 0
    totalBytesPerSession: 1000000
    timeLimitInSeconds: 300
    filters: [
      {
        protocol: 'TCP'
        remoteIPAddress: '10.0.0.4'
        remotePort: '443'
      }
      {
        protocol: 'Any'
      }
    ]
  }
}
`,
    );
  });

  it('knows scale sets and rings', () => {
    const text = formatBicep({
      ...full,
      targetId: scaleSetId,
      scope: { include: ['0'], exclude: [] },
      ring: { fileCount: 3, fileSizeInBytes: 1000, sessionTimeLimitInSeconds: 60 },
    });
    assert.match(text, /targetType: 'AzureVMSS'\n {4}scope: \{\n {6}include: \[\n {8}'0'\n {6}\]\n {6}exclude: \[\]/);
    assert.match(text, /localPath: '\/var/);
    assert.match(text, /continuousCapture: true\n {4}captureSettings: \{\n {6}fileCount: 3/);
    assert.doesNotMatch(text, /timeLimitInSeconds: 300|totalBytesPerSession|filePath/);
  });

  it('holds names with quotes, line ends and interpolations', () => {
    const name = "a'\n${resourceGroup().id}\\";
    const capture: NewPacketCapture = makeNewCapture(name, {
      watcherId: `/subscriptions/s/resourceGroups/r\ng/providers/Microsoft.Network/networkWatchers/w'\${x}`,
    });
    const text = formatBicep(capture);
    assert.deepEqual(
      readBicepStrings(text).filter((each) => !each.includes('@')),
      ["w'${x}", name, machineId, storageId],
    );
    assert.match(text.split('\n')[1] ?? '', /^resource watcher /);
  });
});

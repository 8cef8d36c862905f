// A capture as others make it: a command of the Azure CLI and a Bicep file. Any text is one argument there and runs nothing.

import { formatBicepValue, quoteBicep } from '../arm/bicepText.ts';
import type { BicepValue } from '../arm/bicepText.ts';
import { parseResourceId, resourceName } from '../arm/resourceId.ts';
import { quoteBash } from '../traffic/output/quoteText.ts';
import { normalizeFilter } from './captureFilter.ts';
import { targetKindOf } from './captureSettings.ts';
import type { NewPacketCapture } from './captureSettings.ts';

/** Knows continuous captures (since 2023-11-01) and is offered by the other clouds too. */
const apiVersion = '2024-05-01';

/**
 * A command for bash. An ordinary capture is `az network watcher packet-capture create`, which finds the watcher of the target's
 * region itself; that command knows no continuous captures, so those are a PUT by `az rest`.
 */
export function formatAzCli(capture: NewPacketCapture): string {
  return capture.ring === undefined ? createCommand(capture) : restCommand(capture);
}

/** Options as azure-cli's packet_capture/_create.py declares them; the filters' names are those of its help. */
function createCommand({ name, targetId, scope, destination, limits, filters }: NewPacketCapture): string {
  const target = parseResourceId(targetId);
  const isScaleSet = targetKindOf(targetId) === 'scaleSet';
  const lists = isScaleSet ? scope : { include: [], exclude: [] };
  const options: readonly (readonly [option: string, ...values: readonly (string | number | undefined)[]])[] = [
    ['--subscription', target?.subscriptionId],
    ['--resource-group', target?.resourceGroup],
    ['--name', name],
    ...(isScaleSet ? ([['--target-type', 'AzureVMSS'] as const, ['--target', targetId] as const] as const) : []),
    ...(isScaleSet ? [] : [['--vm', targetId] as const]),
    ['--include', ...lists.include],
    ['--exclude', ...lists.exclude],
    ['--storage-account', destination.storageId],
    ['--storage-path', destination.storagePath],
    ['--file-path', destination.filePath],
    ['--time-limit', limits.timeLimitInSeconds],
    ['--capture-limit', limits.totalBytesPerSession],
    ['--capture-size', limits.bytesToCapturePerPacket],
    ['--filters', filters.length === 0 ? undefined : JSON.stringify(filters.map(normalizeFilter))],
  ];
  return commandLines('az network watcher packet-capture create', options);
}

function restCommand(capture: NewPacketCapture): string {
  const path = `${capture.watcherId}/packetCaptures/${encodeURIComponent(capture.name)}?api-version=${apiVersion}`;
  return commandLines('az rest', [
    ['--method', 'put'],
    ['--uri', path],
    ['--body', JSON.stringify({ properties: propertiesOf(capture) })],
  ]);
}

function commandLines(
  command: string,
  options: readonly (readonly [option: string, ...values: readonly (string | number | undefined)[]])[],
): string {
  const given = options.flatMap(([option, ...values]) => {
    const words = values.flatMap((value) => (value === undefined || value === '' ? [] : wordOf(value)));
    return words.length === 0 ? [] : `${option} ${words.join(' ')}`;
  });
  return [command, ...given].join(' \\\n  ');
}

/** Texts that no shell takes for anything else stand without quotes. */
function wordOf(value: string | number): string {
  const text = String(value);
  return /^[\w./:-]+$/.test(text) ? text : quoteBash(text);
}

/** A Bicep file that creates the capture; it is deployed to the watcher's resource group, as its first line says. */
export function formatBicep(capture: NewPacketCapture): string {
  const watcher = parseResourceId(capture.watcherId);
  const scope = commandLines('az deployment group create', [
    ['--subscription', watcher?.subscriptionId],
    ['--resource-group', watcher?.resourceGroup],
    ['--template-file', 'capture.bicep'],
  ]).replaceAll(' \\\n  ', ' ');
  return `// ${scope}
resource watcher 'Microsoft.Network/networkWatchers@${apiVersion}' existing = {
  name: ${quoteBicep(resourceName(capture.watcherId))}
}

resource capture 'Microsoft.Network/networkWatchers/packetCaptures@${apiVersion}' = {
  parent: watcher
  name: ${quoteBicep(capture.name)}
  properties: ${formatBicepValue(propertiesOf(capture), 1)}
}
`;
}

/**
 * The properties of a PUT (networkWatcher.json, PacketCaptureParameters). `continuousCapture` is left out of an ordinary capture:
 * false already asks for `localPath` in place of `filePath`.
 */
function propertiesOf({ targetId, scope, destination, limits, filters, ring }: NewPacketCapture): {
  readonly [name: string]: BicepValue | undefined;
} {
  const isScaleSet = targetKindOf(targetId) === 'scaleSet';
  const { storageId, storagePath, filePath } = destination;
  const hasScope = isScaleSet && scope.include.length + scope.exclude.length > 0;
  const { timeLimitInSeconds, totalBytesPerSession, bytesToCapturePerPacket } = limits;
  return {
    target: targetId,
    targetType: isScaleSet ? 'AzureVMSS' : undefined,
    scope: hasScope ? { include: scope.include, exclude: scope.exclude } : undefined,
    storageLocation: { storageId, storagePath, ...(ring === undefined ? { filePath } : { localPath: filePath }) },
    bytesToCapturePerPacket,
    ...(ring === undefined
      ? { totalBytesPerSession, timeLimitInSeconds }
      : { continuousCapture: true, captureSettings: { ...ring } }),
    filters: filters.length === 0 ? undefined : filters.map((filter) => ({ ...normalizeFilter(filter) })),
  };
}

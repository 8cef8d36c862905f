// The sandbox described for people: where everything is, who can sign in, what to set.

import type { SandboxInfo } from './contract.ts';

/** Lines for things of a kind at most. */
const shownCount = 20;

/** Makes the text that the command line prints when it is ready. */
export function toTable(info: SandboxInfo): string {
  const lines = [
    'Wirewatch sandbox is ready.',
    '',
    row('ARM', info.cloud.resourceManagerEndpointUrl),
    row('tokens', info.tokenUrl),
    row('control', info.controlUrl),
    row('gateway', info.gatewayUrl),
    row('CA certificate', `${info.caCertPath}  (set NODE_EXTRA_CA_CERTS to it)`),
    '',
    'Accounts',
    ...info.accounts.map(({ id, label }) => row(`  ${id}`, label)),
    '',
    'Subscriptions',
    ...info.subscriptions.map(({ id, name }) => row(`  ${name}`, id)),
    '',
    'Virtual machines',
    ...info.virtualMachines
      .slice(0, shownCount)
      .map(({ name, region, powerState, hasAgent }) =>
        row(`  ${name}`, `${region}, ${powerState}, ${hasAgent ? 'with agent' : 'without agent'}`),
      ),
    ...toRest(info.virtualMachines),
    '',
    'Storage accounts',
    ...info.storageAccounts.slice(0, shownCount).map(({ name, blobEndpoint }) => row(`  ${name}`, blobEndpoint)),
    ...toRest(info.storageAccounts),
    '',
    'Event hubs',
    ...info.eventHubs.map(({ hub, tlsHost, plainPort }) =>
      row(`  ${hub}`, `TLS ${tlsHost}, plain 127.0.0.1:${plainPort}`),
    ),
    '',
    'VS Code settings',
    `  "microsoft-sovereign-cloud.environment": "custom"`,
    `  "microsoft-sovereign-cloud.customEnvironment": ${JSON.stringify(info.cloud)}`,
    '',
    'Ctrl-C ends it.',
    '',
  ];
  return lines.join('\n');
}

/** How many of the rest are not shown. */
function toRest(items: readonly unknown[]): string[] {
  return items.length > shownCount ? [`  and ${items.length - shownCount} more`] : [];
}

function row(name: string, value: string): string {
  return `${name.padEnd(28)}${value}`;
}

// Any resource by its id as others name it: the Azure CLI's command that shows it, and Bicep that refers to it.

import { quoteBash } from '../traffic/output/quoteText.ts';
import { quoteBicep } from './bicepText.ts';
import { parseResourceId } from './resourceId.ts';

/** What is known of a resource type. */
interface RecipeFacts {
  /** The command group with a `show` that takes `--ids`; without one the general command is used. */
  readonly command?: string;
  /** Symbolic name in Bicep. */
  readonly symbol: string;
  /** A version that is there in every cloud (reference of ARM templates). */
  readonly apiVersion: string;
}

/** By type in lower case: every type that has a node. */
const factsByType: Readonly<Record<string, RecipeFacts>> = {
  'microsoft.compute/virtualmachines': { command: 'vm', symbol: 'machine', apiVersion: '2024-07-01' },
  'microsoft.compute/virtualmachinescalesets': { command: 'vmss', symbol: 'scaleSet', apiVersion: '2024-07-01' },
  'microsoft.network/networkwatchers': { symbol: 'watcher', apiVersion: '2024-05-01' },
  'microsoft.network/networkwatchers/packetcaptures': { symbol: 'capture', apiVersion: '2024-05-01' },
  'microsoft.insights/metricalerts': {
    command: 'monitor metrics alert',
    symbol: 'alertRule',
    apiVersion: '2018-03-01',
  },
  'microsoft.insights/activitylogalerts': {
    command: 'monitor activity-log alert',
    symbol: 'alertRule',
    apiVersion: '2020-10-01',
  },
  'microsoft.insights/scheduledqueryrules': { symbol: 'alertRule', apiVersion: '2022-06-15' },
  'microsoft.insights/actiongroups': {
    command: 'monitor action-group',
    symbol: 'actionGroup',
    apiVersion: '2023-01-01',
  },
  'microsoft.eventhub/namespaces': { command: 'eventhubs namespace', symbol: 'namespace', apiVersion: '2024-01-01' },
  'microsoft.eventhub/namespaces/eventhubs': {
    command: 'eventhubs eventhub',
    symbol: 'eventHub',
    apiVersion: '2024-01-01',
  },
  'microsoft.storage/storageaccounts': { command: 'storage account', symbol: 'storage', apiVersion: '2023-05-01' },
};

/** A command for bash that shows the resource; of a subscription the account. Undefined when the text is no id of either. */
export function formatResourceAzCli(id: string): string | undefined {
  const subscription = subscriptionOf(id);
  if (subscription !== undefined) {
    return `az account show --subscription ${quoteBash(subscription)}`;
  }
  const parsed = parseResourceId(id);
  if (parsed === undefined) {
    return undefined;
  }
  const command = factsByType[parsed.type.toLowerCase()]?.command ?? 'resource';
  return `az ${command} show --ids ${quoteBash(id)}`;
}

/**
 * Bicep that refers to the resource wherever it lies, for use in a file of any resource group; the comment says how its id is
 * reached. Undefined for ids of types without a node, whose api-version is not known here, and for subscriptions.
 */
export function formatResourceBicep(id: string): string | undefined {
  const parsed = parseResourceId(id);
  const facts = factsByType[parsed?.type.toLowerCase() ?? ''];
  if (parsed === undefined || facts === undefined) {
    return undefined;
  }
  const { subscriptionId, resourceGroup, type, names } = parsed;
  const scope =
    resourceGroup === ''
      ? `subscription(${quoteBicep(subscriptionId)})`
      : `resourceGroup(${quoteBicep(subscriptionId)}, ${quoteBicep(resourceGroup)})`;
  return `// Refers to what exists and changes nothing; its id is ${facts.symbol}.id
resource ${facts.symbol} ${quoteBicep(`${type}@${facts.apiVersion}`)} existing = {
  scope: ${scope}
  name: ${quoteBicep(names.join('/'))}
}
`;
}

function subscriptionOf(id: string): string | undefined {
  return /^\/subscriptions\/([^/]+)\/?$/i.exec(id)?.[1];
}

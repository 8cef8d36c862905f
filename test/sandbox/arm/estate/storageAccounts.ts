// Storage accounts: three that captures can use, a premium one and one without shared key access. Keys come from the seed.

import type { Resource } from '../armState.ts';
import type { EstateOptions } from './plan.ts';
import { groupNames, idIn } from './plan.ts';

/** Names of all storage accounts; Azurite is started with them before ARM exists. */
export const storageAccountNames = [
  'fabrikamcaptures',
  'fabrikamnorth',
  'fabrikampremium',
  'fabrikamkeyless',
  'fabrikamfrance',
] as const;

/** Adds the accounts. */
export function addStorageAccounts(options: EstateOptions): void {
  addAccount(options, { name: 'fabrikamcaptures', group: groupNames.edge, location: 'westeurope' });
  addAccount(options, { name: 'fabrikamnorth', group: groupNames.north, location: 'northeurope' });
  addAccount(options, { name: 'fabrikampremium', group: groupNames.edge, location: 'westeurope', isPremium: true });
  addAccount(options, { name: 'fabrikamkeyless', group: groupNames.edge, location: 'westeurope', isKeyless: true });
  addAccount(options, { name: 'fabrikamfrance', group: groupNames.france, location: 'francecentral' });
}

/** The two keys of an account. */
export function storageKeys(seed: EstateOptions['seed'], name: string): readonly [string, string] {
  const key = (number: number): string => seed.bytes(`storage key ${number} ${name}`, 64).toString('base64');
  return [key(1), key(2)];
}

/** True when an account is of a premium kind. */
export function isPremium(account: Resource): boolean {
  return account.sku?.['tier'] === 'Premium';
}

function addAccount(
  { state, endpoints, subscriptionId }: EstateOptions,
  account: {
    readonly name: string;
    readonly group: string;
    readonly location: string;
    readonly isPremium?: boolean;
    readonly isKeyless?: boolean;
  },
): void {
  const { name, location } = account;
  state.put({
    id: idIn(subscriptionId, account.group, `Microsoft.Storage/storageAccounts/${name}`),
    location,
    kind: account.isPremium === true ? 'BlockBlobStorage' : 'StorageV2',
    sku:
      account.isPremium === true
        ? { name: 'Premium_LRS', tier: 'Premium' }
        : { name: 'Standard_LRS', tier: 'Standard' },
    tags: {},
    properties: {
      provisioningState: 'Succeeded',
      creationTime: '2026-03-02T08:10:02.7195531Z',
      primaryLocation: location,
      statusOfPrimary: 'available',
      primaryEndpoints: { blob: `${endpoints.blob}/${name}/` },
      supportsHttpsTrafficOnly: true,
      minimumTlsVersion: 'TLS1_2',
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: account.isKeyless !== true,
      publicNetworkAccess: 'Enabled',
      networkAcls: { bypass: 'AzureServices', virtualNetworkRules: [], ipRules: [], defaultAction: 'Allow' },
    },
  });
}

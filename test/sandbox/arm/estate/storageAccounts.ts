// Storage accounts: one for each region, and one for each reason why a capture cannot use an account: premium, no shared key,
// network rules that deny, no public access. Keys come from the seed.

import type { Resource } from '../armState.ts';
import type { EstateOptions } from './plan.ts';
import { groupNames, idIn } from './plan.ts';

/** Names of the storage accounts of the ordinary estate. */
export const storageAccountNames = [
  'fabrikamcaptures',
  'fabrikamnorth',
  'fabrikampremium',
  'fabrikamkeyless',
  'fabrikamfrance',
  'fabrikamfirewall',
  'fabrikamsubnet',
  'fabrikamprivate',
] as const;

/** Adds the accounts. */
export function addStorageAccounts(options: EstateOptions): void {
  const edge = { group: groupNames.edge, location: 'westeurope' } as const;
  addAccount(options, { ...edge, name: 'fabrikamcaptures' });
  addAccount(options, { name: 'fabrikamnorth', group: groupNames.north, location: 'northeurope' });
  addAccount(options, { ...edge, name: 'fabrikampremium', isPremium: true });
  addAccount(options, { ...edge, name: 'fabrikamkeyless', isKeyless: true });
  addAccount(options, { name: 'fabrikamfrance', group: groupNames.france, location: 'francecentral' });
  addAccount(options, { ...edge, name: 'fabrikamfirewall', allowedSubnets: [] });
  const gatewaySubnet = 'Microsoft.Network/virtualNetworks/vnet-fabrikam/subnets/snet-gateway';
  addAccount(options, {
    ...edge,
    name: 'fabrikamsubnet',
    allowedSubnets: [idIn(options.subscriptionId, groupNames.edge, gatewaySubnet)],
  });
  addAccount(options, { ...edge, name: 'fabrikamprivate', isPrivate: true });
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

/** Adds one account. */
export function addAccount(
  { state, endpoints, subscriptionId }: EstateOptions,
  account: {
    readonly name: string;
    readonly group: string;
    readonly location: string;
    readonly isPremium?: boolean;
    readonly isKeyless?: boolean;
    /** Without it everybody may come; with it nobody but these subnets and the office. */
    readonly allowedSubnets?: readonly string[];
    /** Only private endpoints. */
    readonly isPrivate?: boolean;
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
      publicNetworkAccess: account.isPrivate === true ? 'Disabled' : 'Enabled',
      networkAcls: {
        bypass: 'AzureServices',
        virtualNetworkRules: (account.allowedSubnets ?? []).map((id) => ({ id, action: 'Allow', state: 'Succeeded' })),
        ipRules: account.allowedSubnets === undefined ? [] : [{ value: '203.0.113.0/24', action: 'Allow' }],
        defaultAction: account.allowedSubnets === undefined && account.isPrivate !== true ? 'Allow' : 'Deny',
      },
    },
  });
}

// The storage accounts of a region that captures can be written to, as items of a list.

import type { IAzureQuickPickItem } from '@microsoft/vscode-azext-utils';
import type { ResourceInventory } from '../../app/azure/ports.ts';
import type { StorageAccount } from '../../domain/arm/resource.ts';

/** Network Watcher writes with a key-based SAS into a standard account of the same region; others would fail late. */
export async function storagePicks(
  inventory: Pick<ResourceInventory, 'listStorageAccounts'>,
  region: string,
): Promise<IAzureQuickPickItem<StorageAccount>[]> {
  const accounts = await inventory.listStorageAccounts();
  return accounts
    .filter((account) => account.region === region && !account.isPremium && account.allowsSharedKey)
    .map((account) => ({
      id: account.id,
      label: `$(database) ${account.name}`,
      description: account.region,
      data: account,
    }));
}

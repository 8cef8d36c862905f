// Microsoft.Storage/storageAccounts: read them and list their keys. The blobs themselves are Azurite's.

import type { ArmContext } from '../armContext.ts';
import { ArmError } from '../armError.ts';
import { storageKeys } from '../estate/storageAccounts.ts';
import type { Route } from '../route.ts';
import { getResource, readRoutes, resourcePath } from '../trackedResource.ts';

const type = 'Microsoft.Storage/storageAccounts';
const versions = [
  '2026-09-01',
  '2025-08-01',
  '2025-06-01',
  '2025-01-01',
  '2024-01-01',
  '2023-05-01',
  '2023-04-01',
  '2023-01-01',
  '2022-09-01',
  '2022-05-01',
  '2021-09-01',
  '2021-04-01',
  '2019-06-01',
];

/** Routes of storage accounts. */
export function storageRoutes(context: ArmContext): Route[] {
  return [
    ...readRoutes(context, { type, versions }),
    {
      method: 'POST',
      path: `${resourcePath(type)}/listKeys`,
      type,
      versions,
      action: `${type}/listKeys/action`,
      handle: (request) => {
        const account = getResource(context, type, request);
        if (account.properties['allowSharedKeyAccess'] === false) {
          // Azure would give the keys and refuse them at the blob service; Azurite cannot refuse them, so we do it here.
          throw new ArmError({
            status: 403,
            code: 'KeyBasedAuthenticationNotPermitted',
            message: 'Key based authentication is not permitted on this storage account.',
          });
        }
        const keys = storageKeys(context.seed, account.name).map((value, index) => ({
          keyName: `key${index + 1}`,
          value,
          permissions: 'FULL',
          creationTime: '2026-03-02T08:10:02.8601815Z',
        }));
        return { status: 200, body: { keys } };
      },
    },
  ];
}

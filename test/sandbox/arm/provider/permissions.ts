// Microsoft.Authorization/permissions: what the caller may do at a scope. Assignments are of the whole tenant here, so that
// every scope below a subscription answers the same.

import type { ArmContext } from '../armContext.ts';
import { ArmError } from '../armError.ts';
import { permissionsOf } from '../roles.ts';
import type { Route } from '../route.ts';

const type = 'Microsoft.Authorization/permissions';

/** Routes of permissions, by subscription, by group and by resource. */
export function permissionRoutes(context: ArmContext): Route[] {
  const subscription = '/subscriptions/{subscriptionId}';
  const group = `${subscription}/resourceGroups/{resourceGroupName}`;
  return [subscription, group, `${group}/providers/{*resource}`].map((scope) => ({
    method: 'GET',
    path: `${scope}/providers/${type}`,
    type,
    versions: ['2022-04-01', '2018-07-01', '2018-01-01-preview', '2015-07-01'],
    action: `${type}/read`,
    handle: (request) => {
      const { resource } = request.params;
      const id = request.path.replace(/\/providers\/Microsoft\.Authorization\/permissions\/?$/i, '');
      if (resource !== undefined && context.state.get(decodeURIComponent(id)) === undefined) {
        throw new ArmError({
          status: 404,
          code: 'ResourceNotFound',
          message: `The Resource '${resource}' under resource group '${request.params['resourceGroupName']}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
        });
      }
      return { status: 200, body: { value: permissionsOf(request.account.role) } };
    },
  }));
}

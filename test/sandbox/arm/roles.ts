// What the built-in roles of Azure allow, with their own lists of actions. A role of the sandbox is one or two of them.

import type { Role } from '../identity/directory.ts';

/** A role as the permissions endpoint shows it; `*` stands for any text, in any case. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

const owner = toPermission(['*']);
const reader = toPermission(['*/read']);
const networkContributor = toPermission([
  'Microsoft.Authorization/*/read',
  'Microsoft.Insights/alertRules/*',
  'Microsoft.Network/*',
  'Microsoft.ResourceHealth/availabilityStatuses/read',
  'Microsoft.Resources/deployments/*',
  'Microsoft.Resources/subscriptions/resourceGroups/read',
  'Microsoft.Support/*',
]);

const permissions: Readonly<Record<Role, readonly Permission[]>> = {
  owner: [owner],
  reader: [reader],
  networkContributor: [networkContributor],
  networkContributorAndReader: [networkContributor, reader],
  none: [],
};

/** What a role may do, one entry for each built-in role assigned. */
export function permissionsOf(role: Role): readonly Permission[] {
  return permissions[role];
}

/** Whether a role allows an action; `none` is open to everybody. */
export function isAllowed(role: Role, action: string): boolean {
  return (
    action === 'none' ||
    permissions[role].some(
      ({ actions, notActions }) =>
        actions.some((pattern) => fits(pattern, action)) && !notActions.some((pattern) => fits(pattern, action)),
    )
  );
}

function fits(pattern: string, action: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
  return new RegExp(`^${source}$`, 'i').test(action);
}

function toPermission(actions: readonly string[]): Permission {
  return { actions, notActions: [], dataActions: [], notDataActions: [] };
}

// The sandbox's directory: tenants, accounts and the audiences tokens may be asked for. Values only.

import type { Seed } from '../seed.ts';

/** What an account may do: the names of Azure's built-in roles, or nothing at all. `arm/roles.ts` says what each allows. */
export type Role = 'owner' | 'reader' | 'networkContributor' | 'networkContributorAndReader' | 'none';

/** A tenant of the directory. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

/** An account that can ask for tokens. */
export interface Account {
  readonly id: string;
  readonly label: string;
  readonly username: string;
  readonly objectId: string;
  readonly role: Role;
}

/** Tenants, accounts and audiences. The first tenant is everybody's home. */
export interface Directory {
  readonly tenants: readonly Tenant[];
  readonly accounts: readonly Account[];
  /** What ARM accepts, the "management endpoint"; on purpose another host than the one ARM listens on, as in Azure China. */
  readonly managementAudience: string;
  readonly storageAudience: string;
  readonly eventHubsAudience: string;
}

/** Makes the directory for a seed. */
export function createDirectory(seed: Seed): Directory {
  const home: Tenant = { id: seed.guid('tenant fabrikam'), name: 'Fabrikam Networks', domain: 'fabrikam.example' };
  const partner: Tenant = { id: seed.guid('tenant tailwind'), name: 'Tailwind Partners', domain: 'tailwind.example' };
  const account = (name: string, label: string, role: Role): Account => ({
    id: name,
    label,
    username: `${name}@${home.domain}`,
    objectId: seed.guid(`account ${name}`),
    role,
  });
  return {
    tenants: [home, partner],
    accounts: [
      account('ada', 'Ada (owner)', 'owner'),
      account('ren', 'Ren (reader)', 'reader'),
      account('sol', 'Sol (no role)', 'none'),
      account('net', 'Net (Network Contributor)', 'networkContributor'),
      account('ned', 'Ned (Network Contributor and Reader)', 'networkContributorAndReader'),
    ],
    managementAudience: 'https://management.core.wirewatch.test/',
    storageAudience: 'https://storage.azure.com',
    eventHubsAudience: 'https://eventhubs.azure.net',
  };
}

/** Finds an account by its id or its full user name, in any case. */
export function findAccount(directory: Directory, username: string): Account | undefined {
  const wanted = username.toLowerCase();
  return directory.accounts.find((account) => account.id === wanted || account.username === wanted);
}

/** True when both name the same audience; a trailing slash does not matter. */
export function isSameAudience(left: string, right: string): boolean {
  return left.replace(/\/+$/, '').toLowerCase() === right.replace(/\/+$/, '').toLowerCase();
}

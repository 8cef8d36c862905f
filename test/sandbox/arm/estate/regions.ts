// The regions of the sandbox. France Central is one of those where nobody enabled Network Watcher at the start.

/** A region with the names that ARM shows. */
export interface Region {
  readonly name: string;
  readonly displayName: string;
  readonly geographyGroup: string;
}

/** Every region a resource can be in. */
export const regions: readonly Region[] = [
  { name: 'westeurope', displayName: 'West Europe', geographyGroup: 'Europe' },
  { name: 'northeurope', displayName: 'North Europe', geographyGroup: 'Europe' },
  { name: 'francecentral', displayName: 'France Central', geographyGroup: 'Europe' },
  { name: 'germanywestcentral', displayName: 'Germany West Central', geographyGroup: 'Europe' },
  { name: 'uksouth', displayName: 'UK South', geographyGroup: 'UK' },
  { name: 'eastus', displayName: 'East US', geographyGroup: 'US' },
  { name: 'westus2', displayName: 'West US 2', geographyGroup: 'US' },
  { name: 'brazilsouth', displayName: 'Brazil South', geographyGroup: 'South America' },
  { name: 'southeastasia', displayName: 'Southeast Asia', geographyGroup: 'Asia Pacific' },
  { name: 'japaneast', displayName: 'Japan East', geographyGroup: 'Asia Pacific' },
  { name: 'australiaeast', displayName: 'Australia East', geographyGroup: 'Asia Pacific' },
];

/** The name of a region as ARM normalises it: lower case, without spaces. */
export function normalizeLocation(location: string): string {
  return location.replaceAll(' ', '').toLowerCase();
}

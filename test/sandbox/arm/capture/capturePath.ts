// Where the service puts a capture file: the documented path, all in lower case, in UTC.

import type { Resource } from '../armState.ts';
import { parseResourceId } from '../resourceId.ts';

/** The container the service creates when none is given. */
const defaultContainer = 'network-watcher-logs';

/** A file of a capture: path below the account, beginning with the container. */
export function capturePath(options: {
  readonly targetId: string;
  readonly at: number;
  readonly container?: string;
  /** For one file of several: instance id or ring position. */
  readonly suffix?: string;
}): string {
  const parsed = parseResourceId(options.targetId);
  if (parsed === undefined) {
    throw new Error(`Not a resource id: ${options.targetId}`);
  }
  const [date = '', time = ''] = new Date(options.at).toISOString().replace('Z', '').split('T');
  const file = `packetcapture_${time.replaceAll(/[:.]/g, '_')}${options.suffix === undefined ? '' : `_${options.suffix}`}.cap`;
  const target = options.targetId.replace(/^\//, '');
  return `${options.container ?? defaultContainer}/${target}/${date.replaceAll('-', '/')}/${file}`.toLowerCase();
}

/** Adds a suffix before the extension of a path. */
export function withSuffix(path: string, suffix: string): string {
  return path.replace(/(\.cap)?$/i, (extension) => (extension === '' ? `_${suffix}` : `_${suffix}${extension}`));
}

/** Root of an account's blob endpoint, without a slash at the end. */
export function blobEndpointOf(account: Resource): string {
  const endpoints = account.properties['primaryEndpoints'] as { readonly blob: string };
  return endpoints.blob.replace(/\/$/, '');
}

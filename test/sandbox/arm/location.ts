// The location a client gives for something new, checked as ARM checks it.

import { badRequest } from './armError.ts';
import { normalizeLocation, regions } from './estate/regions.ts';

/** Reads `location` of a body. @throws ArmError when it is missing or no region of ours */
export function readLocation(body: unknown, type: string): string {
  const { location } = (body ?? {}) as { readonly location?: unknown };
  if (typeof location !== 'string' || location === '') {
    throw badRequest('LocationRequired', 'The location property is required for this definition.');
  }
  const normalized = normalizeLocation(location);
  if (!regions.some(({ name }) => name === normalized)) {
    throw badRequest(
      'LocationNotAvailableForResourceType',
      `The provided location '${location}' is not available for resource type '${type}'. List of available regions for the resource type is '${regions.map(({ name }) => name).join(',')}'.`,
    );
  }
  return normalized;
}

/** Reads `tags` of a body; empty when there are none. */
export function readTags(body: unknown): Readonly<Record<string, string>> {
  const { tags } = (body ?? {}) as { readonly tags?: Readonly<Record<string, string>> | null };
  return tags ?? {};
}

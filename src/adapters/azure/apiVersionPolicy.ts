// Clouds behind the public one know older api-versions. When one is refused, the newest that the error names is tried and remembered.

import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { asRecord, asString, parseJson } from '../../base/json.ts';

/** Codes with which ARM refuses an api-version. */
const refusals: ReadonlySet<string> = new Set([
  'InvalidApiVersionParameter',
  'NoRegisteredProviderFound',
  'InvalidResourceType',
]);

/** Makes the policy; what it learns lives as long as the client, by provider and resource type. */
export function apiVersionPolicy(): PipelinePolicy {
  const learned = new Map<string, string>();
  return {
    name: 'wirewatchApiVersion',
    async sendRequest(request, next) {
      const url = new URL(request.url);
      const type = resourceTypeOf(url.pathname);
      const known = learned.get(type);
      if (known !== undefined) {
        url.searchParams.set('api-version', known);
        request.url = url.toString();
      }
      const response = await next(request);
      if (response.status !== 400 && response.status !== 404) {
        return response;
      }
      const version = newestNamed(response.bodyAsText ?? '');
      if (version === undefined || version === url.searchParams.get('api-version')) {
        return response;
      }
      learned.set(type, version);
      url.searchParams.set('api-version', version);
      request.url = url.toString();
      return await next(request);
    },
  };
}

/** The newest version the refusal lists, a released one if there is any. */
export function newestNamed(body: string): string | undefined {
  const error = asRecord(asRecord(parseJson(body))['error']);
  if (!refusals.has(asString(error['code']) ?? '')) {
    return undefined;
  }
  const message = asString(error['message']) ?? '';
  // What stands before "supported" is the refused version itself; it must not count as an offer.
  const offer = message.slice(Math.max(0, message.search(/supported/i)));
  const versions = [...offer.matchAll(/\d{4}-\d{2}-\d{2}(?:-preview|-alpha|-beta)?/g)]
    .map((match) => match[0])
    .toSorted();
  return versions.findLast((version) => version.length === 10) ?? versions.at(-1);
}

function resourceTypeOf(path: string): string {
  const parts = path.toLowerCase().split('/providers/').at(-1)?.split('/') ?? [];
  return parts.filter((_, index) => index === 0 || index % 2 === 1).join('/');
}

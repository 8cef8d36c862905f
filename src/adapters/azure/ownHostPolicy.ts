// The token goes to ARM's own host and nowhere else, wherever a list, a long-running operation or a redirect may point.

import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { foreignAddress } from '../../app/error/userErrors.ts';

/** Goes after the retries, behind the following of redirects and before the token. @param endpoint ARM's address */
export function ownHostPolicy(endpoint: string): PipelinePolicy {
  const own = new URL(endpoint);
  return {
    name: 'wirewatchOwnHost',
    sendRequest: (request, next) => {
      const { origin, host } = new URL(request.url);
      return origin === own.origin ? next(request) : Promise.reject(foreignAddress(own.host, host));
    },
  };
}

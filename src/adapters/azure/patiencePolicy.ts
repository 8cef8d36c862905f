// A person waits for seconds, not for minutes: an answer that asks for a longer pause is given back at once instead of waited out.

import type { PipelinePolicy } from '@azure/core-rest-pipeline';

/** Longest pause that is waited for silently, in seconds. */
const maxPauseInSeconds = 4;
/** Where the pause stands when it was taken out of the sight of the client's own retries. */
export const heldRetryAfterHeader = 'x-wirewatch-retry-after';

/** Goes after the retries, next to the network. The clients obey Retry-After however long it is, whatever their options say. */
export function patiencePolicy(): PipelinePolicy {
  return {
    name: 'wirewatchPatience',
    async sendRequest(request, next) {
      const response = await next(request);
      const seconds = Number(response.headers.get('retry-after') ?? 0);
      if ((response.status === 429 || response.status === 503) && seconds > maxPauseInSeconds) {
        response.headers.set(heldRetryAfterHeader, String(seconds));
        for (const name of ['retry-after', 'retry-after-ms', 'x-ms-retry-after-ms']) {
          response.headers.delete(name);
        }
      }
      return response;
    },
  };
}

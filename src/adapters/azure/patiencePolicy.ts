// A person waits for seconds, not for minutes: an answer that asks for a longer pause is given back at once instead of waited out.

import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';

/** Longest pause that is waited for silently, in seconds. */
const maxPauseInSeconds = 4;
/** Where the pause stands, in seconds, when it was taken out of the sight of the client's own retries. */
export const heldRetryAfterHeader = 'x-wirewatch-retry-after';

/** Where a service may say how long to wait; the clients obey each of them. */
const pauseHeaders = ['retry-after', 'retry-after-ms', 'x-ms-retry-after-ms'] as const;

/** Goes after the retries, next to the network. The clients obey Retry-After however long it is, whatever their options say. */
export function patiencePolicy(): PipelinePolicy {
  return {
    name: 'wirewatchPatience',
    async sendRequest(request, next) {
      const response = await next(request);
      const seconds = response.status === 429 || response.status === 503 ? pauseInSeconds(response) : 0;
      if (seconds > maxPauseInSeconds) {
        response.headers.set(heldRetryAfterHeader, String(seconds));
        for (const name of pauseHeaders) {
          response.headers.delete(name);
        }
      }
      return response;
    },
  };
}

/** The longest pause that any header asks for; a time counts from the answer's own `Date`, for our clock may be off. */
function pauseInSeconds({ headers }: PipelineResponse): number {
  const pauses = pauseHeaders.map((name) => {
    const text = headers.get(name) ?? '';
    const value = Number(text);
    if (Number.isFinite(value)) {
      return name === 'retry-after' ? value : value / 1000;
    }
    return (Date.parse(text) - Date.parse(headers.get('date') ?? '')) / 1000;
  });
  return Math.ceil(Math.max(0, ...pauses.filter(Number.isFinite)));
}

// Writes each request to ARM into the log: method, path, status, time and correlation id. Never a query, for operation
// addresses are signed, and never a header or body.

import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { errorText } from '../../base/errorText.ts';
import type { Log } from '../../base/log.ts';

/** Added after the retries, so that each try is a line. */
export function requestLogPolicy(log: Log): PipelinePolicy {
  return {
    name: 'wirewatchRequestLog',
    async sendRequest(request, next) {
      const path = URL.parse(request.url)?.pathname ?? '';
      const started = performance.now();
      const took = (): string => `in ${Math.round(performance.now() - started)} ms`;
      try {
        const response = await next(request);
        const correlation = response.headers.get('x-ms-correlation-request-id') ?? '-';
        log.debug(`${request.method} ${path} ${response.status} ${took()}, correlation ${correlation}`);
        return response;
      } catch (error) {
        log.debug(`${request.method} ${path} failed ${took()}: ${errorText(error)}`);
        throw error;
      }
    },
  };
}

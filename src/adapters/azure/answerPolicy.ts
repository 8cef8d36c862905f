// Gateways, proxies and sign-in pages answer in Azure's place. This brings every refusal into Azure's one shape and refuses a success
// that is no JSON, so that what reads errors, the SDK's pollers included, meets `{error: {code, message}}` and never a page.

import { STATUS_CODES } from 'node:http';
import { RestError } from '@azure/core-rest-pipeline';
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';
import { asArray, asRecord, asString, parseJson } from '../../base/json.ts';

/** Code of the error for an answer that no part of Azure gives. */
export const foreignAnswerCode = 'FOREIGN_ANSWER';

/** Made without a phase, so that retries see the answers as they came. */
export function answerPolicy(): PipelinePolicy {
  return {
    name: 'wirewatchAnswerShape',
    async sendRequest(request, next) {
      const response = await next(request);
      const text = response.bodyAsText ?? '';
      if (response.status < 200 || response.status > 299) {
        return withError(response, refusalOf(response.status, text));
      }
      const body = parseJson(text);
      if (body === undefined && text.trim() !== '') {
        const mediaType = response.headers.get('content-type')?.split(';')[0] ?? '';
        throw new RestError(mediaType === '' ? 'text' : mediaType, { code: foreignAnswerCode, request });
      }
      const failure = failureOf(body);
      return failure === undefined ? response : withError(response, failure, asRecord(body));
    },
  };
}

/** What an error body says, as far as it says it. */
interface ErrorWords {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

function withError(response: PipelineResponse, error: ErrorWords, rest: object = {}): PipelineResponse {
  response.bodyAsText = JSON.stringify({ ...rest, error });
  response.headers.set('content-type', 'application/json');
  return response;
}

/** Longest text without markup that is taken as a message; a page is not. */
const maxPlainLength = 300;

function refusalOf(status: number, text: string): ErrorWords {
  const body = parseJson(text);
  const isPlain = body === undefined && text.trim() !== '' && text.length <= maxPlainLength && !/[<{]/.test(text);
  const { code, message } = isPlain ? { code: undefined, message: text.trim() } : wordsOf(body);
  return { code, message: message ?? STATUS_CODES[status] ?? `HTTP ${status}` };
}

/**
 * The failure that the status of a long-running operation tells. The poller drops the reason of a canceled one, so that it is told
 * as failed with its own code; without a code and message it drops everything.
 */
function failureOf(body: unknown): ErrorWords | undefined {
  const status = asString(asRecord(body)['status']);
  if (status === undefined || !/^(failed|canceled|cancelled)$/i.test(status)) {
    return undefined;
  }
  const { code, message } = wordsOf(asRecord(body)['error']);
  return { code, message };
}

/** Deeper errors are somebody else's. */
const maxDepth = 4;

/** Finds code and message in whatever a provider makes of an error: a text, a list, OData, nested, in other letter case. */
function wordsOf(value: unknown, depth = 0): ErrorWords {
  if (typeof value === 'string') {
    return value.trim() === '' ? {} : { message: value.trim() };
  }
  if (Array.isArray(value)) {
    return depth < maxDepth ? wordsOf(value[0], depth + 1) : {};
  }
  const record = asRecord(value);
  const code = textOf(record['code'] ?? record['Code']);
  const own = textOf(record['message'] ?? record['Message'] ?? record['error_description']);
  if (own !== undefined) {
    const reasons = asArray(record['details']).flatMap((detail) => textOf(asRecord(detail)['message']) ?? []);
    const more = reasons.filter((reason) => !own.includes(reason)).slice(0, 2);
    return { code: code ?? textOf(record['error']), message: [own, ...more].join(' ') };
  }
  if (depth < maxDepth) {
    for (const name of ['error', 'odata.error', 'errors', 'innererror', 'details', 'message', 'value']) {
      const inner = wordsOf(record[name], depth + 1);
      if (inner.code !== undefined || inner.message !== undefined) {
        return { code: code ?? inner.code, message: inner.message };
      }
    }
  }
  return { code };
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : asString(value)?.trim();
  return text === '' ? undefined : text;
}

// Gateways, proxies and sign-in pages answer in Azure's place, and the SDK reads a refusal differently in a call, a list and a poller.
// So every refusal is thrown here, in one shape, and a success that is no JSON is none.

import { STATUS_CODES } from 'node:http';
import { RestError } from '@azure/core-rest-pipeline';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { asArray, asRecord, asString, parseJson } from '../../base/json.ts';

/** Code of the error for an answer that no part of Azure gives. */
export const foreignAnswerCode = 'FOREIGN_ANSWER';

/** Goes first, so that retries and api-versions see the answers as they came. */
export function answerPolicy(): PipelinePolicy {
  return {
    name: 'wirewatchAnswerShape',
    async sendRequest(request, next) {
      const response = await next(request);
      const text = response.bodyAsText ?? '';
      if (response.status < 200 || response.status > 299) {
        const { code, message = '' } = refusalOf(response.status, text);
        response.bodyAsText = JSON.stringify({ error: { code, message } });
        throw new RestError(message, {
          statusCode: response.status,
          request,
          response,
          ...(code === undefined ? {} : { code }),
        });
      }
      const body = parseJson(text);
      if (body === undefined && text.trim() !== '') {
        const mediaType = response.headers.get('content-type')?.split(';')[0] ?? '';
        throw new RestError(mediaType === '' ? 'text' : mediaType, { code: foreignAnswerCode, request });
      }
      const failed = failedOperation(asRecord(body));
      if (failed !== undefined) {
        response.bodyAsText = JSON.stringify(failed);
      }
      return response;
    },
  };
}

/** What an error body says, as far as it says it. */
interface ErrorWords {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
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
 * The status of a long-running operation that failed, so that the poller can tell why: it drops an error without code or message,
 * and the reason of a canceled one. Undefined for anything else.
 */
function failedOperation(body: Readonly<Record<string, unknown>>): object | undefined {
  const status = asString(body['status']) ?? '';
  const isCanceled = /^cancell?ed$/i.test(status);
  if (!isCanceled && !/^failed$/i.test(status)) {
    return undefined;
  }
  const { code, message } = wordsOf(body['error']);
  if (code === undefined && message === undefined) {
    return { ...body, error: undefined };
  }
  const ownCode = code ?? (isCanceled ? 'Canceled' : 'Failed');
  return { ...body, status: 'Failed', error: { code: ownCode, message: message ?? ownCode } };
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

// The HTTP function that an action group calls: `POST /api/alertCapture?code=<function key>`. It reads the body, lets AlertCaptures
// decide, and answers with what became of each machine. Neither the key nor a token is in any answer or log line.

import { app } from '@azure/functions';
import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { AlertCaptures } from '../answerAlert.ts';
import { withoutSecrets } from '../armError.ts';
import { parseJson } from '../json.ts';
import { readSettings } from '../settings.ts';
import { tokensFor } from '../token.ts';

/** Alerts are a few kilobytes; a hundred times that is no alert. */
const mostBytes = 262_144;

const settings = readSettings(process.env);
const alertCaptures = new AlertCaptures(settings, tokensFor(settings.armAudience, process.env));

/** Answers a delivery. Exported, so that tests can call it without the Functions host. */
export async function alertCapture(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) {
    return refuse(413, 'The body is larger than an alert can be.');
  }
  const text = await request.text();
  if (Buffer.byteLength(text) > mostBytes) {
    return refuse(413, 'The body is larger than an alert can be.');
  }
  const body = parseJson(text.replace(/^\uFEFF/, ''));
  if (typeof body !== 'object' || body === null) {
    return refuse(400, 'The body is no JSON object. Point an action group of Azure Monitor at this address.');
  }
  try {
    const { status, jsonBody } = await alertCaptures.answer(body);
    context.log(withoutSecrets(`${status} ${summaryOf(jsonBody)}`));
    return { status, jsonBody, headers: { 'cache-control': 'no-store' } };
  } catch (error) {
    context.error(withoutSecrets(`Unexpected: ${String(error)}`));
    return refuse(500, 'Unexpected error; the log of the function app has the details.');
  }
}

function refuse(status: number, error: string): HttpResponseInit {
  return { status, jsonBody: { status: 'failed', error, started: [], skipped: [], failed: [] } };
}

function summaryOf(answer: Awaited<ReturnType<AlertCaptures['answer']>>['jsonBody']): string {
  const { started, skipped, failed, notes } = answer;
  return [
    ...started.map(({ capture, state }) => `${state} ${capture}`),
    ...skipped.map(({ target, reason }) => `skipped ${target ?? ''} ${reason}`),
    ...failed.map(({ target, reason, detail }) => `failed ${target ?? ''} ${reason}: ${detail}`),
    ...notes,
  ].join('; ');
}

app.http('alertCapture', { methods: ['POST'], authLevel: 'function', handler: alertCapture });

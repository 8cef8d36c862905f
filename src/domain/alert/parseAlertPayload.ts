// Any payload of Azure Monitor as one value: takes off what is wrapped around it, tells its schema and reads it. It never throws:
// what is no payload gives a value of the schema `unknown` with its problems.

import { parseJson } from '../../base/json.ts';
import type { AlertPayload } from './alertPayload.ts';
import { readCommonPayload } from './commonPayload.ts';
import { flattenPart } from './flattenPayload.ts';
import { readActivityLogPayload, readClassicPayload, readLogPayload, readMetricPayload } from './legacyPayload.ts';
import { isRecord, noteProblem, PayloadPart } from './payloadPart.ts';
import type { PayloadNotes } from './payloadPart.ts';
import { TargetList } from './payloadWords.ts';

/** Wrappers that are taken off one another: a JSON text, a list of one, an Automation webhook's data. */
const maxWrappers = 6;

/** Numbers that lose digits on their way through a double: seventeen digits and more, or a large exponent. */
const longNumber = /[:[,\s]-?(?:[\d.]{16,}|[\d.]{1,15}[eE][+-]?\d{3})/;

/** Reads a payload from its text, e.g. the body of a webhook, with or without a byte order mark. */
export function parseAlertPayload(text: string): AlertPayload {
  const value = parseKeepingDigits(text.startsWith('\uFEFF') ? text.slice(1) : text);
  return value === undefined ? nothingRead('notJson') : readAlertPayload(value);
}

/** Reads a payload from parsed JSON, which may be anything. */
export function readAlertPayload(value: unknown): AlertPayload {
  const notes: PayloadNotes = { problems: [] };
  const unwrapped = withoutWrappers(value, notes);
  return isRecord(unwrapped)
    ? { ...readPart(new PayloadPart(unwrapped, '', notes)), problems: notes.problems }
    : nothingRead(unwrapped === undefined ? 'notJson' : 'notAnObject');
}

/** False for what a text without a JSON object gives. */
export function isPayload({ problems }: AlertPayload): boolean {
  return !problems.some(({ kind }) => kind === 'notJson' || kind === 'notAnObject');
}

function nothingRead(kind: 'notJson' | 'notAnObject'): AlertPayload {
  return {
    schema: 'unknown',
    moment: 'unknown',
    signal: 'unknown',
    targets: [],
    criteria: [],
    properties: [],
    details: [],
    problems: [{ kind, path: '' }],
  };
}

type Read = Omit<AlertPayload, 'problems'>;

function readPart(payload: PayloadPart): Read {
  const schema = payload.text('schemaId')?.toLowerCase() ?? '';
  const data = payload.part('data');
  switch (schema) {
    case 'azuremonitorcommonalertschema':
      return readCommonPayload(payload, dataOf(payload));
    case 'azuremonitormetricalert':
      return readMetricPayload(dataOf(payload));
    case 'microsoft.insights/activitylogs':
      return readActivityLogPayload(dataOf(payload));
    case 'microsoft.insights/logalert':
      return readLogPayload(dataOf(payload));
    default:
      if (schema !== '') {
        payload.note('unknownSchema', 'schemaId');
      }
      return readByShape(payload, data);
  }
}

/** The part that a schema keeps everything in. */
function dataOf(payload: PayloadPart): PayloadPart {
  if (!payload.has('data')) {
    payload.note('missing', 'data');
  }
  return payload.part('data');
}

/** Payloads without a known `schemaId`: the older schemas have none, and people pass on parts of the newer ones. */
function readByShape(payload: PayloadPart, data: PayloadPart): Read {
  if (data.has('essentials') || data.has('alertContext')) {
    return readCommonPayload(payload, data);
  }
  if (payload.has('essentials') || payload.has('alertContext')) {
    return readCommonPayload(payload, payload);
  }
  if (data.part('context').has('activityLog')) {
    return readActivityLogPayload(data);
  }
  if (payload.part('context').has('activityLog')) {
    return readActivityLogPayload(payload);
  }
  if (data.has('context')) {
    return readMetricPayload(data);
  }
  if (payload.has('status') && payload.has('context')) {
    return readClassicPayload(payload);
  }
  if (payload.has('AlertRuleName') || (payload.has('SearchQuery') && payload.has('ResultCount'))) {
    return readLogPayload(payload);
  }
  return payload.has('targetVM') ? readFlatPayload(payload) : readUnknown(payload);
}

const targetName: ReadonlySet<string> = new Set(['targetvm']);

/**
 * The flat body of the first sample of an alert-triggered capture: what to capture stands in it, and the alert itself does not, so
 * that whether it begins or is over is not known.
 */
function readFlatPayload(payload: PayloadPart): Read {
  return {
    schema: 'flat',
    moment: 'unknown',
    signal: 'unknown',
    targets: new TargetList().addAll(payload, 'targetVM').targets,
    criteria: [],
    properties: flattenPart(payload, targetName),
    details: [],
  };
}

function readUnknown(payload: PayloadPart): Read {
  payload.note('unknownSchema', '');
  return {
    schema: 'unknown',
    moment: 'unknown',
    signal: 'unknown',
    targets: new TargetList().addIds(payload, 'resourceId').targets,
    criteria: [],
    properties: [],
    details: flattenPart(payload),
  };
}

/** @returns undefined for a text that is no JSON */
function withoutWrappers(value: unknown, notes: PayloadNotes): unknown {
  let inner = value;
  for (let count = 0; count < maxWrappers; count++) {
    if (typeof inner === 'string') {
      inner = parseKeepingDigits(inner);
    } else if (Array.isArray(inner) && inner.length > 0) {
      if (inner.length > 1) {
        noteProblem(notes, 'unreadable', '[1]');
      }
      inner = (inner as unknown[])[0];
    } else {
      const body = isRecord(inner) ? webhookBody(inner, notes) : undefined;
      if (body === undefined) {
        return inner;
      }
      inner = body;
    }
  }
  return inner;
}

/** What a runbook gets as its parameter WebhookData (Azure Automation, `{WebhookName, RequestBody, RequestHeader}`). */
function webhookBody(record: Readonly<Record<string, unknown>>, notes: PayloadNotes): unknown {
  const part = new PayloadPart(record, '', { problems: [] });
  const outer = part.get('WebhookData');
  if (outer !== undefined && !part.has('schemaId')) {
    return outer;
  }
  const body = part.get('RequestBody');
  if (body === undefined || part.has('schemaId')) {
    return undefined;
  }
  if (typeof body === 'string' && parseJson(body) === undefined) {
    noteProblem(notes, 'unreadable', 'RequestBody');
    return undefined;
  }
  return body;
}

type SourceReviver = (this: unknown, key: string, value: unknown, context?: { readonly source?: string }) => unknown;

const keepDigits: SourceReviver = (_key, value, context) =>
  typeof value === 'number' && context?.source !== undefined && holdsLess(value, context.source)
    ? context.source
    : value;

/** Parses JSON; numbers that a double does not hold stay as they were written, as texts. */
function parseKeepingDigits(text: string): unknown {
  const value = parseJson(text);
  if (value === undefined || !longNumber.test(text)) {
    return value;
  }
  try {
    return JSON.parse(text, keepDigits) as unknown;
  } catch {
    // Nested too deep for the engine's own walk through the values: the numbers stay as doubles.
    return value;
  }
}

/** True when a number prints with other digits than it was written with. */
function holdsLess(value: number, source: string): boolean {
  return !Number.isFinite(value) || significantDigits(String(value)) !== significantDigits(source);
}

/** The digits without sign, point, exponent and the zeros around them. */
function significantDigits(text: string): string {
  return text
    .replace(/[eE].*$/, '')
    .replaceAll(/[-.]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '');
}

// A request as a .http file for REST Client and httpYac. Both evaluate scripts, variables and file references in such files, and
// captured traffic is written by strangers: nothing of it may mean anything there, and the body always stands in a file of its own.

import type { HttpHeader } from '../../http/httpMessage.ts';
import type { Exchange } from '../exchange.ts';
import { findSecrets } from '../redaction/findSecrets.ts';
import { compileRules, matchesName } from '../redaction/redactionRules.ts';
import type { CompiledRules, RedactionRules } from '../redaction/redactionRules.ts';
import { missingBodyBytes, toOutgoingRequest } from './outgoingRequest.ts';
import type { OutgoingRequest } from './outgoingRequest.ts';
import { noteDetail } from './outputNote.ts';
import type { OutputFile, OutputNote } from './outputNote.ts';

/** Why a request cannot be sent again as it was. */
export type ReplayRefusal = 'noRequest' | 'badStartLine' | 'methodUnknown' | 'addressCut' | 'headCut' | 'bodyTruncated';

/** The .http file first, then the body when there is one; or the reason why there are none. */
export type HttpFileResult =
  | { readonly files: readonly OutputFile[]; readonly notes: readonly OutputNote[] }
  | { readonly refusal: ReplayRefusal };

/** How the file is written. */
export interface WriteHttpFileOptions {
  /** Headers and query fields of these names become variables. */
  readonly rules: RedactionRules;
  /** Where requests go until a person says otherwise, e.g. `https://localhost:7071`. */
  readonly origin?: string;
  /** Name of the files without their endings: letters, digits, `.`, `_` and `-`. */
  readonly name?: string;
}

/** The host that stands in the file: never the one that the traffic came from, and it does not resolve (RFC 6761). */
export const replayOrigin = 'https://replace-with-a-test-host.invalid';

/** Value of the variables that stand for secrets. */
const placeholder = 'replace-me';
const encoder = new TextEncoder();
/** Methods that both programs read as such; others would be read as part of an address, or as another protocol. */
const methods: ReadonlySet<string> = new Set(
  (
    'GET POST PUT DELETE PATCH HEAD OPTIONS TRACE PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK CHECKOUT CHECKIN ' +
    'REPORT MERGE MKACTIVITY MKWORKSPACE VERSION-CONTROL BASELINE-CONTROL MKCALENDAR ACL SEARCH'
  ).split(' '),
);
/** Names without any sign that could be read as a comment, a query line, a response or a variable. */
const plainName = /^[a-z\d][\w-]{0,127}$/i;
/** Names that are properties of every object: a program that collects headers in one would send the property. */
const objectNames: ReadonlySet<string> = new Set([
  'constructor',
  'tostring',
  'valueof',
  'hasownproperty',
  'isprototypeof',
  'propertyisenumerable',
  'tolocalestring',
]);

/** Writes the request of an exchange. Nothing is sent by it, and the host is a placeholder until a person changes it. */
export function toHttpFile(
  exchange: Exchange,
  { rules, origin = replayOrigin, name = `request-${exchange.number}` }: WriteHttpFileOptions,
): HttpFileResult {
  const refusal = refusalOf(exchange);
  if (refusal !== undefined || exchange.request === undefined) {
    return { refusal: refusal ?? 'noRequest' };
  }
  const request = toOutgoingRequest(exchange.request);
  const compiled = compileRules(rules);
  const variables = new Map<string, string>();
  const secretPlaces = findSecrets(exchange.request.bytes, exchange.request.http, compiled);
  const inAddresses = new Set(
    secretPlaces.flatMap(({ kind, name: place }) =>
      kind === 'header' && place.includes('?') ? [place.slice(0, place.indexOf('?')).toLowerCase()] : [],
    ),
  );
  const { headers, comments, notes } = replayHeaders(request, { rules: compiled, inAddresses, variables });
  const path = replayPath(request.address.path, compiled, variables);
  const secrets = [...variables].filter(([, value]) => value === placeholder);
  notes.push(...secrets.map(([variable]): OutputNote => ({ kind: 'secretReplaced', detail: variable })));
  const body: OutputFile | undefined =
    request.body.length === 0 ? undefined : { name: `${name}.body.bin`, bytes: request.body.slice() };
  if (secretPlaces.some(({ kind }) => kind === 'json' || kind === 'form' || kind === 'xml')) {
    notes.push({ kind: 'bodyHoldsSecrets', detail: `${name}.body.bin` });
  }
  const lines = [
    `@host = ${origin}`,
    ...[...variables].map(([variable, value]) => `@${variable} = ${value}`),
    '',
    '# Change the host above before sending. Nothing is sent by itself.',
    '# @no-redirect',
    '# @no-cookie-jar',
    ...comments.map((comment) => `# ${comment}`),
    `${request.method} {{host}}${path} HTTP/1.1`,
    ...headers.map((header) => `${header.name}: ${header.value}`),
    '',
    ...(body === undefined ? [] : [`< ./${body.name}`, '']),
  ];
  const file: OutputFile = { name: `${name}.http`, bytes: encoder.encode(lines.join('\n')) };
  return { files: body === undefined ? [file] : [file, body], notes };
}

function refusalOf({ request }: Exchange): ReplayRefusal | undefined {
  if (request === undefined) {
    return 'noRequest';
  }
  if (request.http.startLine?.kind !== 'request') {
    return 'badStartLine';
  }
  if (!methods.has(request.http.startLine.method)) {
    return 'methodUnknown';
  }
  if (request.http.problems.includes('noBlankLine')) {
    return 'headCut';
  }
  if (missingBodyBytes(request) !== undefined) {
    return 'bodyTruncated';
  }
  return toOutgoingRequest(request).notes.some((note) => note.kind === 'addressCut') ? 'addressCut' : undefined;
}

interface ReplayHeaders {
  readonly headers: readonly HttpHeader[];
  /** Of plain letters only. */
  readonly comments: readonly string[];
  readonly notes: OutputNote[];
}

interface ReplayRules {
  readonly rules: CompiledRules;
  /** Headers, in lower case, whose addresses hold secrets. */
  readonly inAddresses: ReadonlySet<string>;
  readonly variables: Map<string, string>;
}

function replayHeaders(request: OutgoingRequest, { rules, inAddresses, variables }: ReplayRules): ReplayHeaders {
  const notes: OutputNote[] = request.notes.filter(
    (note) => note.kind !== 'hostUnknown' && note.detail?.toLowerCase() !== 'host',
  );
  const comments: string[] = [];
  const headers: HttpHeader[] = [];
  for (const { name, value } of request.headers) {
    if (!plainName.test(name) || objectNames.has(name.toLowerCase())) {
      notes.push({ kind: 'headerLeftOut', detail: noteDetail(name), reason: 'name' });
      comments.push('A header is left out: its name would mean something in this file.');
    } else if (matchesName(rules.headers, name)) {
      headers.push({ name: spelled(name, headers), value: `{{${variableFor('header', name, variables)}}}` });
    } else if (isSpecial(name)) {
      notes.push({ kind: 'headerLeftOut', detail: name, reason: 'tool' });
      comments.push(`The header ${name} is left out: programs that read this file give it a meaning of their own.`);
    } else if (inAddresses.has(name.toLowerCase())) {
      notes.push({ kind: 'headerLeftOut', detail: name, reason: 'value' });
      comments.push(`The header ${name} is left out: the address in it holds a secret.`);
    } else if (!isPlainValue(value)) {
      notes.push({ kind: 'headerLeftOut', detail: name, reason: 'value' });
      comments.push(`The header ${name} is left out: its value would be evaluated or changed.`);
    } else if (value !== '') {
      headers.push({
        name: spelled(name, headers),
        value: isForm(name, value) ? valueByVariable(value, variables) : value,
      });
    } else {
      notes.push({ kind: 'headerLeftOut', detail: name, reason: 'value' });
      comments.push(`The header ${name} is left out: it was empty.`);
    }
  }
  return { headers, comments, notes };
}

/** As the first of its name is spelled: httpYac keeps several of one name only when they look alike. */
function spelled(name: string, headers: readonly HttpHeader[]): string {
  return headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.name ?? name;
}

function isForm(name: string, value: string): boolean {
  return name.toLowerCase() === 'content-type' && value.toLowerCase().includes('x-www-form-urlencoded');
}

/** httpYac 6 drops the body of a form that stands in a file when it reads the type in the header. */
function valueByVariable(value: string, variables: Map<string, string>): string {
  variables.set('content_type', value);
  return '{{content_type}}';
}

/** httpYac reads certificate files for headers with this ending; both turn bodies into GraphQL for the other. */
function isSpecial(name: string): boolean {
  const lower = name.toLowerCase();
  return lower.endsWith('clientcert') || lower === 'x-request-type';
}

/**
 * Braces are variables, in httpYac with backslashes too, and a comma at the end is dropped there; characters beyond ASCII are
 * refused or sent in another encoding.
 */
function isPlainValue(value: string): boolean {
  return /^[ -~]*$/.test(value) && !/\{\{|\}\}|\\[{}]|,$/.test(value);
}

/** The path with secrets of its query as variables. It holds no braces of its own, for these are percent-encoded. */
function replayPath(path: string, rules: CompiledRules, variables: Map<string, string>): string {
  const query = path.indexOf('?');
  if (query < 0) {
    return path;
  }
  const fields = path
    .slice(query + 1)
    .split('&')
    .map((field) => {
      const equals = field.indexOf('=');
      const name = field.slice(0, Math.max(equals, 0));
      return equals > 0 && matchesName(rules.queryNames, decodeName(name))
        ? `${name}={{${variableFor('query', decodeName(name), variables)}}}`
        : field;
    });
  return `${path.slice(0, query)}?${fields.join('&')}`;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // A broken escape: the name is compared as it stands.
    return name;
  }
}

/** A name that is one in scripts too, and never one that a program gives a meaning. */
function variableFor(place: 'header' | 'query', name: string, variables: Map<string, string>): string {
  const variable = `${place}_${name
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '_')
    .slice(0, 60)}`;
  variables.set(variable, placeholder);
  return variable;
}

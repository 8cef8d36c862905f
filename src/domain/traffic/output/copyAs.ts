// An exchange as text for the clipboard: commands of curl and PowerShell, a call of fetch, the messages as they were logged.
// Whatever the traffic holds, the text sends one request and does nothing else.

import { bodyOf, decodeText, headerValue } from '../../http/httpMessage.ts';
import type { HttpHeader } from '../../http/httpMessage.ts';
import type { Exchange } from '../exchange.ts';
import type { LoggedHalf } from '../loggedMessage.ts';
import { encodeBase64 } from './base64Text.ts';
import { textOf, toOutgoingRequest } from './outgoingRequest.ts';
import type { OutgoingRequest } from './outgoingRequest.ts';
import { noteDetail } from './outputNote.ts';
import type { CopiedText, OutputFile, OutputNote } from './outputNote.ts';
import { isPlainForCmd, quoteBash, quoteCmd, quoteJavaScript, quotePowerShell } from './quoteText.ts';

const bodyFileName = 'request-body.bin';
/** Longest body in a command for bash: Linux takes 128 KiB an argument, and a clipboard text should stay one. */
const maxBashBody = 65_536;
/** Longest body in a command for cmd, whose line holds 8,191 characters with all its escapes. */
const maxCmdBody = 2000;
/** Longest body that is written into a script. */
const maxScriptBody = 1_048_576;
/** Methods that carry no body in the tools that refuse one. */
const bodilessMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/** Methods that Invoke-WebRequest knows by name in every version. */
const powerShellMethods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'TRACE',
  'OPTIONS',
  'MERGE',
  'PATCH',
]);
/** Methods that fetch forbids (Fetch standard, section 2.2.1). */
const fetchForbidden: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

/** A command of curl for the shell. A body that the shell cannot carry is `bodyFile`, to be saved beside. */
export function toCurl(exchange: Exchange, shell: 'bash' | 'cmd'): CopiedText {
  return withRequest(exchange, (request) => {
    const notes = [...request.notes];
    const quote = shell === 'bash' ? quoteBash : quoteCmd;
    const isHead = request.method === 'HEAD';
    const headers = request.headers.filter((header) => {
      const isPlain = shell === 'bash' || isPlainForCmd(header.value);
      if (!isPlain) {
        notes.push({ kind: 'headerLeftOut', detail: noteDetail(header.name), reason: 'tool' });
      }
      return isPlain;
    });
    const body = isHead ? leaveOut(request, notes) : curlBody(request, shell, quote);
    const words: (readonly string[])[] = [
      ['curl', quote(request.address.origin + request.address.path)],
      ...(request.address.path.includes('/.') ? [['--path-as-is']] : []),
      ...(isHead
        ? [['--head']]
        : request.method === 'GET' && body.words.length === 0
          ? []
          : [['--request', quote(request.method)]]),
      ...headers.map(({ name, value }) => ['--header', quote(value === '' ? `${name};` : `${name}: ${value}`)]),
      ...(headerValue(headers, 'accept-encoding') === undefined ? [] : [['--compressed']]),
      // Without a type of its own curl would call the body a form.
      ...(body.words.length > 0 && headerValue(headers, 'content-type') === undefined
        ? [['--header', quote('Content-Type:')]]
        : []),
      ...(body.words.length > 0 ? [body.words] : []),
    ];
    const text = words.map((each) => each.join(' ')).join(shell === 'bash' ? ' \\\n  ' : ' ');
    return withFile(text, notes, body.file);
  });
}

/** A command of PowerShell (Invoke-WebRequest), for Windows PowerShell 5.1 and later. */
export function toPowerShell(exchange: Exchange): CopiedText {
  return withRequest(exchange, (request) => {
    const notes = [...request.notes];
    const quote = quotePowerShell;
    const method = request.method.toUpperCase();
    const isBodiless = bodilessMethods.has(method) && request.body.length > 0;
    const isInFile = request.bodyText === undefined || request.body.length > maxScriptBody;
    const file = isInFile && !isBodiless && request.body.length > 0 ? bodyFile(request) : undefined;
    const own: ReadonlySet<string> = new Set(['content-type', 'user-agent']);
    const [type, agent] = [headerValue(request.headers, 'content-type'), headerValue(request.headers, 'user-agent')];
    const headers = joinedHeaders(
      request.headers.filter(({ name }) => !own.has(name.toLowerCase())),
      notes,
    );
    if (isBodiless) {
      notes.push({ kind: 'bodyLeftOut' });
    }
    const body =
      request.body.length === 0 || isBodiless
        ? ''
        : file === undefined
          ? ` -Body ([System.Text.Encoding]::UTF8.GetBytes(${quote(request.bodyText ?? '')}))`
          : ` -InFile ${quote(file.name)}`;
    const text = [
      `Invoke-WebRequest -UseBasicParsing -Uri ${quote(request.address.origin + request.address.path)}`,
      powerShellMethods.has(method) ? ` -Method ${quote(method)}` : ` -CustomMethod ${quote(request.method)}`,
      headers.length === 0
        ? ''
        : ` -Headers @{ ${headers.map(({ name, value }) => `${quote(name)} = ${quote(value)}`).join('; ')} }`,
      agent === undefined ? '' : ` -UserAgent ${quote(agent)}`,
      type === undefined || type === '' ? '' : ` -ContentType ${quote(type)}`,
      body,
    ].join('');
    return withFile(text, notes, file);
  });
}

/** A call of fetch, for a browser's console or Node. */
export function toFetch(exchange: Exchange): CopiedText {
  return withRequest(exchange, (request) => {
    const notes = [...request.notes];
    const isForbidden = fetchForbidden.has(request.method.toUpperCase());
    if (isForbidden) {
      notes.push({ kind: 'methodLeftOut', detail: noteDetail(request.method) });
    }
    const method = isForbidden ? 'GET' : request.method;
    const headers = request.headers.filter(({ name, value }) => {
      // Fetch takes one byte per character, and no control characters in some of its implementations.
      const isPlain = /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value);
      if (!isPlain) {
        notes.push({ kind: 'headerLeftOut', detail: noteDetail(name), reason: 'tool' });
      }
      return isPlain;
    });
    const isBodiless = bodilessMethods.has(method.toUpperCase());
    const file = !isBodiless && request.body.length > maxScriptBody ? bodyFile(request) : undefined;
    if (request.body.length > 0 && isBodiless) {
      notes.push({ kind: 'bodyLeftOut' });
    }
    const lines = [
      `  method: ${quoteJavaScript(method)},`,
      ...(headers.length === 0
        ? []
        : [
            '  headers: [',
            ...headers.map(({ name, value }) => `    [${quoteJavaScript(name)}, ${quoteJavaScript(value)}],`),
            '  ],',
          ]),
      ...(request.body.length === 0 || isBodiless || file !== undefined ? [] : [`  body: ${scriptBody(request)},`]),
    ];
    const text = `await fetch(${quoteJavaScript(request.address.origin + request.address.path)}, {\n${lines.join('\n')}\n});`;
    return withFile(text, notes, file);
  });
}

/** The request as it was logged, from its start line on. A body that is no text is `bodyFile`. */
export function toRawRequest(exchange: Exchange): CopiedText {
  return exchange.request === undefined
    ? { text: '', notes: [{ kind: 'noRequest' }] }
    : rawText(exchange.request, bodyFileName);
}

/** The response as it was logged. */
export function toRawResponse(exchange: Exchange): CopiedText {
  return exchange.response === undefined
    ? { text: '', notes: [{ kind: 'noResponse' }] }
    : rawText(exchange.response, 'response-body.bin');
}

function rawText({ bytes, http }: LoggedHalf, name: string): CopiedText {
  const body = bodyOf(bytes, http);
  const head = decodeText(bytes.subarray(http.start, http.bodyStart));
  const text = textOf(body);
  return text === undefined ? withFile(head, [], { name, bytes: body.slice() }) : { text: head + text, notes: [] };
}

function withRequest({ request }: Exchange, write: (request: OutgoingRequest) => CopiedText): CopiedText {
  return request === undefined ? { text: '', notes: [{ kind: 'noRequest' }] } : write(toOutgoingRequest(request));
}

function withFile(text: string, notes: readonly OutputNote[], file: OutputFile | undefined): CopiedText {
  return file === undefined
    ? { text, notes }
    : { text, notes: [...notes, { kind: 'bodyInFile', detail: file.name }], bodyFile: file };
}

function bodyFile({ body }: OutgoingRequest): OutputFile {
  return { name: bodyFileName, bytes: body.slice() };
}

interface CurlBody {
  readonly words: readonly string[];
  readonly file?: OutputFile;
}

function leaveOut({ body }: OutgoingRequest, notes: OutputNote[]): CurlBody {
  if (body.length > 0) {
    notes.push({ kind: 'bodyLeftOut' });
  }
  return { words: [] };
}

function curlBody(request: OutgoingRequest, shell: 'bash' | 'cmd', quote: (text: string) => string): CurlBody {
  const { body, bodyText } = request;
  if (body.length === 0) {
    return { words: [] };
  }
  const fits = body.length <= (shell === 'bash' ? maxBashBody : maxCmdBody);
  if (bodyText !== undefined && fits && (shell === 'bash' || isPlainForCmd(bodyText))) {
    return { words: ['--data-raw', quote(bodyText)] };
  }
  return { words: ['--data-binary', quote(`@${bodyFileName}`)], file: bodyFile(request) };
}

/** A table of PowerShell takes each name once, without case. */
function joinedHeaders(headers: readonly HttpHeader[], notes: OutputNote[]): HttpHeader[] {
  const byName = new Map<string, HttpHeader>();
  for (const header of headers) {
    const key = header.name.toLowerCase();
    const known = byName.get(key);
    if (known === undefined) {
      byName.set(key, header);
    } else {
      byName.set(key, { name: known.name, value: `${known.value}${key === 'cookie' ? '; ' : ', '}${header.value}` });
      notes.push({ kind: 'headersJoined', detail: noteDetail(known.name) });
    }
  }
  return [...byName.values()];
}

function scriptBody({ body, bodyText }: OutgoingRequest): string {
  return bodyText === undefined
    ? `Uint8Array.from(atob("${encodeBase64(body)}"), (character) => character.charCodeAt(0))`
    : quoteJavaScript(bodyText);
}

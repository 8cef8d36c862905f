// A logged request as it can be sent again: an absolute address, the headers that make sense on another connection, the body.

import { bodyOf, readHeaders } from '../../http/httpMessage.ts';
import type { HttpHeader } from '../../http/httpMessage.ts';
import type { LoggedHalf } from '../loggedMessage.ts';
import { noteDetail } from './outputNote.ts';
import type { HeaderReason, OutputNote } from './outputNote.ts';
import { requestAddress } from './requestAddress.ts';
import type { RequestAddress } from './requestAddress.ts';

/** A request that a tool may be told to send. */
export interface OutgoingRequest {
  /** A token (RFC 9110, section 9.1). */
  readonly method: string;
  readonly address: RequestAddress;
  /** Names are tokens, values are on one line and hold no NUL; in the order of the message. */
  readonly headers: readonly HttpHeader[];
  readonly body: Uint8Array;
  /** The body as text when it is UTF-8 without NUL, so that writing it as UTF-8 gives the same bytes. */
  readonly bodyText: string | undefined;
  readonly notes: readonly OutputNote[];
}

/** Headers that belong to one connection or are set by whoever sends (RFC 9110, section 7.6.1). */
const connectionHeaders: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'content-length',
  'expect',
]);
const token = /^[\w!#$%&'*+.^`|~-]{1,256}$/;
/** Start lines are kept up to here. */
const maxStartLineBytes = 16_384;
/** The documented policy cuts bodies here, in UTF-16 units. */
const usualCut = 1024;
const strictDecoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** Takes a request apart for sending. Any half gives a value; what it lacks stands in the notes. */
export function toOutgoingRequest(half: LoggedHalf): OutgoingRequest {
  const { bytes, http } = half;
  const notes: OutputNote[] = [];
  const line = http.startLine?.kind === 'request' ? http.startLine : undefined;
  const isMethod = line !== undefined && token.test(line.method);
  if (!isMethod) {
    notes.push({ kind: 'methodLeftOut', detail: noteDetail(line?.method ?? '') });
  }
  const all = readHeaders(bytes, http);
  const address = requestAddress(line?.target ?? '/', all);
  if (!address.isHostKnown) {
    notes.push({ kind: 'hostUnknown' });
  }
  if (address.isChanged) {
    notes.push({ kind: 'addressChanged' });
  }
  if (http.headersStart - http.start > maxStartLineBytes) {
    notes.push({ kind: 'addressCut' });
  }
  const headers = sendableHeaders(all, notes);
  const body = bodyOf(bytes, http);
  const bodyText = textOf(body);
  notes.push(...bodyNotes(half, bodyText));
  return { method: isMethod ? line.method : 'GET', address, headers, body, bodyText, notes };
}

/** Bytes of the body that were not logged; undefined when nothing is missing. */
export function missingBodyBytes({ bytes, http, metadata }: LoggedHalf): number | undefined {
  if (!http.problems.includes('truncatedBody')) {
    return undefined;
  }
  const whole = metadata.originalBodyBytes ?? http.declaredLength ?? 0;
  return Math.max(1, whole - (bytes.length - http.bodyStart));
}

/** The bytes as text when they are UTF-8 without NUL. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return bytes.includes(0) ? undefined : strictDecoder.decode(bytes);
  } catch {
    // Not UTF-8: the caller treats it as binary.
    return undefined;
  }
}

function sendableHeaders(all: readonly HttpHeader[], notes: OutputNote[]): HttpHeader[] {
  const named = new Set(
    all
      .filter(({ name }) => name.toLowerCase() === 'connection')
      .flatMap(({ value }) => value.split(',', 100).map((each) => each.trim().toLowerCase())),
  );
  return all.filter(({ name, value }) => {
    const reason = leftOutBecause(name, value, named);
    if (reason !== undefined) {
      notes.push({ kind: 'headerLeftOut', detail: noteDetail(name === '' ? value.slice(0, 20) : name), reason });
    }
    return reason === undefined;
  });
}

function leftOutBecause(name: string, value: string, named: ReadonlySet<string>): HeaderReason | undefined {
  const lower = name.toLowerCase();
  if (!token.test(name)) {
    return 'name';
  }
  if (connectionHeaders.has(lower) || named.has(lower)) {
    return 'connection';
  }
  return /[\r\n\0]/.test(value) ? 'value' : undefined;
}

function bodyNotes(half: LoggedHalf, bodyText: string | undefined): OutputNote[] {
  const { http } = half;
  const missing = missingBodyBytes(half);
  const notes: OutputNote[] = [];
  if (missing !== undefined) {
    notes.push({ kind: 'bodyTruncated', detail: String(missing) });
  } else if (http.declaredLength === undefined && bodyText?.length === usualCut) {
    notes.push({ kind: 'bodyMayBeCut' });
  }
  if (http.problems.includes('damagedText') || http.problems.includes('cutCharacter')) {
    notes.push({ kind: 'bodyDamaged' });
  }
  if (http.problems.includes('noBlankLine')) {
    notes.push({ kind: 'headCut' });
  }
  return notes;
}

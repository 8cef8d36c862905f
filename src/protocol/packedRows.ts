// Rows as one buffer of columns: a tenth of what the same rows cost as JSON. Host and view share this file, so both ends agree.

import type { DurationSource, ExchangeState, Mark } from '../domain/traffic/exchange.ts';
import { problemBit, problemsOf } from '../domain/traffic/trafficProblem.ts';
import type { TrafficRow } from '../domain/traffic/trafficRow.ts';

const states = [
  'pending',
  'completed',
  'orphaned',
  'unanswered',
  'unreadable',
] as const satisfies readonly ExchangeState[];
const marks = [undefined, 'red', 'yellow', 'green', 'blue'] as const satisfies readonly (Mark | undefined)[];
const durationSources = ['gateway', 'enqueued'] as const satisfies readonly DurationSource[];

/** Texts of a row before its header columns: method, host, path, contentType, clientIp, partitionId, note. */
const fixedTexts = 7;

const PINNED = 1;
const MATCH = 2;
const HIGHLIGHTED = 4;

/** Rows as columns. Arrays are as long as there are rows, `texts` as long as rows × `textsPerRow`. */
export interface RowColumns {
  readonly count: number;
  readonly number: Float64Array;
  readonly time: Float64Array;
  /** NaN where there is none. */
  readonly duration: Float64Array;
  readonly sequence: Float64Array;
  readonly requestBytes: Float64Array;
  readonly responseBytes: Float64Array;
  readonly problems: Uint32Array;
  readonly repeats: Uint32Array;
  readonly status: Uint16Array;
  readonly state: Uint8Array;
  readonly mark: Uint8Array;
  readonly flags: Uint8Array;
  readonly durationSource: Uint8Array;
  readonly textsPerRow: number;
  /** method, host, path, contentType, clientIp, partitionId, note, then the header columns; row after row. */
  readonly texts: readonly string[];
}

const float64Columns = 6;
const uint32Columns = 2;
const bytesPerRow = float64Columns * 8 + uint32Columns * 4 + 2 + 4;
const headBytes = 16;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Packs rows. The header columns must be as many in every row.
 * @returns a buffer of exactly the needed size, for a view of a larger one would travel whole
 */
export function packRows(rows: readonly TrafficRow[]): ArrayBuffer {
  const textsPerRow = fixedTexts + (rows[0]?.extra.length ?? 0);
  const texts: string[] = [];
  for (const row of rows) {
    texts.push(row.method, row.host, row.path, row.contentType, row.clientIp, row.partitionId, row.note);
    for (let index = 0; index < textsPerRow - fixedTexts; index++) {
      texts.push(row.extra[index] ?? '');
    }
  }
  // Lone surrogates would come back longer than they went.
  const wellFormed = texts.map((text) => text.toWellFormed());
  const blob = encoder.encode(wellFormed.join(''));
  const buffer = new ArrayBuffer(
    headBytes + rows.length * bytesPerRow + padding(rows.length) + texts.length * 4 + blob.length,
  );
  new Uint32Array(buffer, 0, 4).set([rows.length, textsPerRow, blob.length, 0]);
  const columns = columnsIn(buffer, rows.length);
  for (const [index, row] of rows.entries()) {
    columns.number[index] = row.number;
    columns.time[index] = row.time;
    columns.duration[index] = row.durationInMs ?? Number.NaN;
    columns.sequence[index] = row.sequenceNumber;
    columns.requestBytes[index] = row.requestBytes;
    columns.responseBytes[index] = row.responseBytes;
    columns.problems[index] = row.problems.reduce((bits, problem) => bits | problemBit(problem), 0);
    columns.repeats[index] = row.repeatCount;
    columns.status[index] = row.status;
    columns.state[index] = states.indexOf(row.state);
    columns.mark[index] = marks.indexOf(row.mark);
    columns.flags[index] =
      (row.isPinned ? PINNED : 0) | (row.isMatch ? MATCH : 0) | (row.isHighlighted ? HIGHLIGHTED : 0);
    columns.durationSource[index] = row.durationSource === 'gateway' ? 0 : 1;
  }
  const lengths = new Uint32Array(buffer, columns.end, texts.length);
  for (const [index, text] of wellFormed.entries()) {
    lengths[index] = text.length;
  }
  new Uint8Array(buffer, columns.end + texts.length * 4).set(blob);
  return buffer;
}

/** Reads a buffer of `packRows` without copying the number columns. */
export function unpackColumns(buffer: ArrayBuffer): RowColumns {
  const [count = 0, textsPerRow = 0, blobBytes = 0] = new Uint32Array(buffer, 0, 3);
  const { end, ...columns } = columnsIn(buffer, count);
  const lengths = new Uint32Array(buffer, end, count * textsPerRow);
  const blob = decoder.decode(new Uint8Array(buffer, end + lengths.byteLength, blobBytes));
  const texts: string[] = [];
  let at = 0;
  for (const length of lengths) {
    texts.push(blob.slice(at, at + length));
    at += length;
  }
  return { count, textsPerRow, texts, ...columns };
}

/** One row of the columns as a value. */
export function rowAt(columns: RowColumns, index: number): TrafficRow {
  const text = (place: number): string => columns.texts[index * columns.textsPerRow + place] ?? '';
  const duration = columns.duration[index] ?? Number.NaN;
  const flags = columns.flags[index] ?? 0;
  const mark = marks[columns.mark[index] ?? 0];
  return {
    number: columns.number[index] ?? 0,
    state: states[columns.state[index] ?? 0] ?? 'unreadable',
    time: columns.time[index] ?? 0,
    method: text(0),
    host: text(1),
    path: text(2),
    status: columns.status[index] ?? 0,
    ...(Number.isNaN(duration)
      ? {}
      : { durationInMs: duration, durationSource: durationSources[columns.durationSource[index] ?? 1] ?? 'enqueued' }),
    requestBytes: columns.requestBytes[index] ?? 0,
    responseBytes: columns.responseBytes[index] ?? 0,
    contentType: text(3),
    clientIp: text(4),
    partitionId: text(5),
    sequenceNumber: columns.sequence[index] ?? 0,
    repeatCount: columns.repeats[index] ?? 0,
    problems: problemsOf(columns.problems[index] ?? 0),
    isPinned: (flags & PINNED) !== 0,
    ...(mark === undefined ? {} : { mark }),
    note: text(6),
    isMatch: (flags & MATCH) !== 0,
    isHighlighted: (flags & HIGHLIGHTED) !== 0,
    extra: columns.texts.slice(index * columns.textsPerRow + fixedTexts, (index + 1) * columns.textsPerRow),
  };
}

/** Numbers of rows as a buffer. */
export function packNumbers(numbers: readonly number[]): ArrayBuffer {
  return Float64Array.from(numbers).buffer;
}

/** Numbers of rows from a buffer of `packNumbers`. */
export function unpackNumbers(buffer: ArrayBuffer): Float64Array {
  return new Float64Array(buffer);
}

type NumberColumns = Omit<RowColumns, 'count' | 'textsPerRow' | 'texts'> & { readonly end: number };

/** Views of the number columns: the widest first, so that every one is aligned. */
function columnsIn(buffer: ArrayBuffer, count: number): NumberColumns {
  let at = headBytes;
  const next = (bytesPerElement: number): number => {
    const from = at;
    at += count * bytesPerElement;
    return from;
  };
  return {
    number: new Float64Array(buffer, next(8), count),
    time: new Float64Array(buffer, next(8), count),
    duration: new Float64Array(buffer, next(8), count),
    sequence: new Float64Array(buffer, next(8), count),
    requestBytes: new Float64Array(buffer, next(8), count),
    responseBytes: new Float64Array(buffer, next(8), count),
    problems: new Uint32Array(buffer, next(4), count),
    repeats: new Uint32Array(buffer, next(4), count),
    status: new Uint16Array(buffer, next(2), count),
    state: new Uint8Array(buffer, next(1), count),
    mark: new Uint8Array(buffer, next(1), count),
    flags: new Uint8Array(buffer, next(1), count),
    durationSource: new Uint8Array(buffer, next(1), count),
    end: headBytes + count * bytesPerRow + padding(count),
  };
}

/** Bytes that align the lengths behind the columns. */
function padding(count: number): number {
  return (4 - ((count * bytesPerRow) % 4)) % 4;
}

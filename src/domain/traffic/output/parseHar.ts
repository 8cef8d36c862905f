// Opens HAR files: our own with everything that they hold, and those of other programs, whose usual faults are put right. The
// exchanges look like captured ones, so that the same panel can show them.

import { asArray, asNumber, asRecord, asString, at, parseJson } from '../../../base/json.ts';
import { noAnnotation } from '../exchange.ts';
import type { Annotation, Exchange, ExchangeState, Mark } from '../exchange.ts';
import { asMoment } from '../gatewayMetadata.ts';
import type { LoggedHalf } from '../loggedMessage.ts';
import { importHalf } from './importHalf.ts';
import type { ImportedHead } from './importHalf.ts';

/** notJson: the file is none, or cut. noEntries: it is no HAR file. badEntry: one entry has no request and no response; it is left out. */
export interface HarProblem {
  readonly kind: 'notJson' | 'noEntries' | 'badEntry';
  /** Index of the entry in the file, from 0. */
  readonly entry?: number;
}

/** What a file held. */
export interface ParsedHar {
  /** Numbered from 1 in the order of the file. */
  readonly exchanges: readonly Exchange[];
  readonly problems: readonly HarProblem[];
}

type Fields = Readonly<Record<string, unknown>>;

const marks: ReadonlySet<string> = new Set<Mark>(['red', 'yellow', 'green', 'blue']);
/** Problems that are listed; a file of another kind has as many as it has lines. */
const maxProblems = 1000;
const decoder = new TextDecoder('utf-8');

/** Reads a file. Anything gives a value; what could not be read stands in `problems`. */
export function parseHar(source: string | Uint8Array): ParsedHar {
  const text = typeof source === 'string' ? source : decodeFile(source);
  const har = text === undefined ? undefined : parseJson(text.startsWith('\ufeff') ? text.slice(1) : text);
  if (har === undefined) {
    return { exchanges: [], problems: [{ kind: 'notJson' }] };
  }
  const entries = at(har, 'log', 'entries');
  if (!Array.isArray(entries)) {
    return { exchanges: [], problems: [{ kind: 'noEntries' }] };
  }
  const exchanges: Exchange[] = [];
  const problems: HarProblem[] = [];
  for (const [index, entry] of asArray(entries).entries()) {
    const exchange = importEntry(asRecord(entry), exchanges.length + 1, index);
    if (exchange !== undefined) {
      exchanges.push(exchange);
    } else if (problems.length < maxProblems) {
      problems.push({ kind: 'badEntry', entry: index });
    }
  }
  return { exchanges, problems };
}

function decodeFile(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    // Longer than a text may be.
    return undefined;
  }
}

function importEntry(entry: Fields, number: number, index: number): Exchange | undefined {
  const isOwn = typeof entry['_apimMessageId'] === 'string';
  const messageId = idOf(entry, index);
  const started = Date.parse(asString(entry['startedDateTime']) ?? '');
  const startedAt = Number.isNaN(started) ? 0 : started;
  const duration = Math.max(0, asNumber(entry['time']) ?? 0);
  const head = (kind: ImportedHead['kind']): ImportedHead => ({
    kind,
    messageId,
    isOwn,
    sequenceNumber: index,
    time: kind === 'request' ? startedAt : (asMoment(startedAt + duration) ?? startedAt),
    position: asRecord(at(entry, '_eventHub', kind)),
    gateway: asRecord(at(entry, '_gateway', kind)),
    isRedacted: asArray(entry['_redacted']).some((place) => asString(place)?.startsWith(kind) === true),
  });
  const request = entry['_noRequest'] === true ? undefined : importHalf(head('request'), asRecord(entry['request']));
  const response =
    entry['_unanswered'] === true ? undefined : importHalf(head('response'), asRecord(entry['response']));
  if (request === undefined && response === undefined) {
    return undefined;
  }
  const firstSeen = Date.parse(asString(entry['_firstSeen']) ?? '');
  return {
    number,
    state: stateOf(asString(entry['_state']), request, response),
    messageId,
    ...(request === undefined ? {} : { request }),
    ...(response === undefined ? {} : { response }),
    repeats: [],
    repeatCount: countOf(entry['_repeatCount']),
    firstSeenAt: Number.isNaN(firstSeen) ? startedAt : firstSeen,
    mayBeInGap: entry['_mayBeInGap'] === true,
    annotation: annotationOf(entry),
  };
}

/** The id stands in the first line of the rebuilt event, so it may hold no line end. */
function idOf(entry: Fields, index: number): string {
  const own = (asString(entry['_apimMessageId']) ?? '')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 512);
  return own === '' ? `har-${index + 1}` : own;
}

function stateOf(
  written: string | undefined,
  request: LoggedHalf | undefined,
  response: LoggedHalf | undefined,
): ExchangeState {
  const state = request === undefined ? 'orphaned' : response === undefined ? 'unanswered' : 'completed';
  // Only whether the time of a request ran out cannot be seen in the halves.
  return state === 'unanswered' && written === 'pending' ? 'pending' : state;
}

function annotationOf(entry: Fields): Annotation {
  const note = asString(entry['_note']) ?? asString(entry['comment']) ?? '';
  const mark = asString(entry['_mark']);
  const isPinned = entry['_pinned'] === true;
  return note === '' && mark === undefined && !isPinned
    ? noAnnotation
    : { isPinned, note, ...(mark !== undefined && marks.has(mark) ? { mark: mark as Mark } : {}) };
}

function countOf(value: unknown): number {
  const count = asNumber(value) ?? 0;
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

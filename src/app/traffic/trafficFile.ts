// Files of traffic: HAR and our own sessions, told apart by their content, read into events as a hub would have given them.

import * as l10n from '@vscode/l10n';
import { delay } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import { noAnnotation } from '../../domain/traffic/exchange.ts';
import type { HubEvent, LoggedHalf } from '../../domain/traffic/loggedMessage.ts';
import { parseHar } from '../../domain/traffic/output/parseHar.ts';
import type { HarProblem } from '../../domain/traffic/output/parseHar.ts';
import { annotationKey, eventsOf } from '../../domain/traffic/output/sessionFile.ts';
import type { SessionProblem } from '../../domain/traffic/output/sessionFile.ts';
import { openSession } from './output/openSession.ts';
import type { KeyedAnnotation } from './trafficSession.ts';

/** What a file held. */
export interface TrafficFile {
  /** In an order in which the normal parser makes the same exchanges of them. */
  readonly events: readonly HubEvent[];
  readonly annotations: readonly KeyedAnnotation[];
  /** What could not be read, as a sentence. */
  readonly problem?: string;
}

const encoder = new TextEncoder();
const sessionMark = '{"wirewatchSession"';
const LF = 10;
const pieceBytes = 262_144;

/** Reads the bytes of a file. Anything gives a value; what is wrong is told in it. */
export async function readTrafficFile(bytes: Uint8Array, clock: Clock): Promise<TrafficFile> {
  return isSession(bytes) ? await readSession(bytes, clock) : readHar(bytes);
}

function isSession(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 200)).trimStart().startsWith(sessionMark);
}

/** A file in pieces, with a turn for others between them. */
async function* piecesOf(bytes: Uint8Array, clock: Clock): AsyncIterable<Uint8Array> {
  for (let from = 0; from < bytes.length || from === 0; from += pieceBytes) {
    if (from > 0) {
      await delay(clock, 0);
    }
    yield bytes.subarray(from, from + pieceBytes);
  }
}

async function readSession(bytes: Uint8Array, clock: Clock): Promise<TrafficFile> {
  const { events, annotations, problems } = await openSession(piecesOf(bytes, clock));
  const problem = problems.length === 0 ? undefined : sessionProblemText(problems);
  return {
    events,
    annotations: Array.from(annotations, ([key, annotation]) => ({ key, annotation })),
    ...(problem === undefined ? {} : { problem }),
  };
}

function readHar(bytes: Uint8Array): TrafficFile {
  const { exchanges, problems } = parseHar(bytes);
  const problem = problems.length === 0 ? undefined : harProblemText(problems);
  return {
    events: exchanges.flatMap((exchange) =>
      eventsOf({
        ...exchange,
        ...(exchange.request === undefined ? {} : { request: withMetadata(exchange.request) }),
        ...(exchange.response === undefined ? {} : { response: withMetadata(exchange.response) }),
      }),
    ),
    annotations: exchanges
      .filter(({ annotation }) => annotation !== noAnnotation)
      .map((exchange) => ({ key: annotationKey(exchange), annotation: exchange.annotation })),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** The half's event with what the gateway said on its first line, where the parser will read it again. */
function withMetadata(half: LoggedHalf): LoggedHalf {
  const pairs = half.metadata.pairs
    .filter(([key]) => key !== 'be')
    .map(([key, value]) => `${plain(key)}=${plain(value)}`);
  const { body } = half.event;
  const lineEnd = body.indexOf(LF);
  if (pairs.length === 0 || lineEnd < 0) {
    return half;
  }
  const first = encoder.encode(`${half.kind}:${half.messageId}:v2;${pairs.join(';')}`);
  const changed = new Uint8Array(first.length + body.length - lineEnd);
  changed.set(first);
  changed.set(body.subarray(lineEnd), first.length);
  return { ...half, event: { ...half.event, body: changed } };
}

/** A pair must not end its line, or begin another pair. */
function plain(text: string): string {
  return text.replaceAll(/[;\r\n]+/g, ' ').slice(0, 500);
}

function harProblemText(problems: readonly HarProblem[]): string {
  const [first] = problems;
  switch (first?.kind) {
    case undefined:
    case 'notJson':
      return l10n.t('The file is no JSON, or it was cut.');
    case 'noEntries':
      return l10n.t('The file has no "log.entries"; it is no HAR file.');
    case 'badEntry':
      return l10n.t(
        'Left out: {0} of its entries, which hold no request and no response; the first is number {1}.',
        problems.length,
        (first.entry ?? 0) + 1,
      );
  }
}

function sessionProblemText(problems: readonly SessionProblem[]): string {
  // A cut damages its last line too; the cut is what matters.
  const first = problems.find(({ kind }) => kind === 'cut') ?? problems[0];
  const line = first?.line ?? 1;
  switch (first?.kind) {
    case undefined:
    case 'notSession':
      return l10n.t('The file is no Wirewatch session.');
    case 'newerVersion':
      return l10n.t('A later version of Wirewatch wrote the file; update the extension to read all of it.');
    case 'badLine':
      return l10n.t('Left out: {0} lines that are damaged; the first is line {1}.', problems.length, line);
    case 'cut':
      return l10n.t('The file was cut behind line {0}; what is before it is shown.', line);
    case 'tooLong':
      return l10n.t('Line {0} is longer than any event; it was left out.', line);
  }
}

// Writes exchanges as one HAR file, entry by entry: memory does not grow with their number, and a bad one is left out and counted.

import type { Exchange } from '../../../domain/traffic/exchange.ts';
import { harEntryProblem } from '../../../domain/traffic/output/harEntryProblem.ts';
import { toHarEntry } from '../../../domain/traffic/output/toHarEntry.ts';
import type { EntryRedaction } from '../../../domain/traffic/output/toHarEntry.ts';
import type { RedactedPlace } from '../../../domain/traffic/redaction/redactExchange.ts';
import { createRedactor, PlaceCount } from '../../../domain/traffic/redaction/redactExchange.ts';
import type { RedactionRules } from '../../../domain/traffic/redaction/redactionRules.ts';
import type { OutputSink } from './ports.ts';
import { TextWriter } from './textWriter.ts';

/** How a HAR file is written. */
export interface ExportHarOptions {
  /** Secrets that are taken out; without it everything is written as it was logged. */
  readonly redaction?: RedactionRules;
  /** Version of the extension. */
  readonly creatorVersion: string;
  readonly abortSignal?: AbortSignal;
  /** Told with the number of exchanges that are done, once a piece of the file. */
  readonly onProgress?: (done: number) => void;
}

/** What was written: the proof of redaction for the person who passes the file on. */
export interface ExportHarResult {
  readonly entries: number;
  /** Events that could not be read, and exchanges that the format cannot hold. */
  readonly skipped: number;
  /** Places whose values were replaced, with the number of values. */
  readonly replaced: readonly RedactedPlace[];
}

/** Rejects with what the sink rejects with, or with the cancellation; the file is not whole then. */
export async function exportHar(
  exchanges: Iterable<Exchange>,
  sink: OutputSink,
  { redaction, creatorVersion, abortSignal, onProgress }: ExportHarOptions,
): Promise<ExportHarResult> {
  const writer = new TextWriter(sink, abortSignal);
  const redact = redaction === undefined ? undefined : createRedactor(redaction);
  const places = new PlaceCount();
  const creator = JSON.stringify({ name: 'Wirewatch', version: creatorVersion });
  writer.add(`{"log":{"version":"1.2","creator":${creator},"pages":[],"entries":[`);
  let entries = 0;
  let skipped = 0;
  for (const exchange of exchanges) {
    const { exchange: shown, replaced } = redact?.(exchange) ?? { exchange, replaced: [] };
    const text = entryText(shown, { replaced, logged: exchange });
    if (text === undefined) {
      skipped++;
      continue;
    }
    for (const { side, kind, name, count } of replaced) {
      places.add(side, kind, name, count);
    }
    const isFull = writer.add(`${entries === 0 ? '\n' : ',\n'}${text}`);
    entries++;
    if (isFull) {
      await writer.flush();
      onProgress?.(entries + skipped);
    }
  }
  writer.add('\n]}}\n');
  await writer.flush();
  onProgress?.(entries + skipped);
  return { entries, skipped, replaced: places.list() };
}

/** One entry on one line; undefined when a strict reader would refuse the file for it. */
function entryText(exchange: Exchange, redaction: EntryRedaction): string | undefined {
  const entry = toHarEntry(exchange, redaction);
  return entry === undefined || harEntryProblem(entry) !== undefined ? undefined : JSON.stringify(entry);
}

// Saves a session as one file: every event exactly as the hub gave it, with what a person added. Nothing is redacted in it.

import type { Exchange } from '../../../domain/traffic/exchange.ts';
import {
  annotationLine,
  endLine,
  eventLine,
  eventsOf,
  headerLine,
} from '../../../domain/traffic/output/sessionFile.ts';
import type { SessionSource } from '../../../domain/traffic/output/sessionFile.ts';
import type { OutputSink } from './ports.ts';
import { TextWriter } from './textWriter.ts';

/** How a session is saved. */
export interface SaveSessionOptions {
  readonly source?: SessionSource;
  readonly abortSignal?: AbortSignal;
  /** Told with the number of exchanges that are done, once a piece of the file. */
  readonly onProgress?: (done: number) => void;
}

/** What was written. */
export interface SaveSessionResult {
  readonly events: number;
  readonly annotations: number;
}

/** Rejects with what the sink rejects with, or with the cancellation; opening such a file says that it was cut. */
export async function saveSession(
  exchanges: Iterable<Exchange>,
  sink: OutputSink,
  { source, abortSignal, onProgress }: SaveSessionOptions = {},
): Promise<SaveSessionResult> {
  const writer = new TextWriter(sink, abortSignal);
  let [done, events, annotations] = [0, 0, 0];
  writer.add(`${headerLine(source)}\n`);
  for (const exchange of exchanges) {
    let isFull = false;
    for (const event of eventsOf(exchange)) {
      isFull = writer.add(`${eventLine(event)}\n`) || isFull;
      events++;
    }
    const annotation = annotationLine(exchange);
    if (annotation !== undefined) {
      isFull = writer.add(`${annotation}\n`) || isFull;
      annotations++;
    }
    done++;
    if (isFull) {
      await writer.flush();
      onProgress?.(done);
    }
  }
  writer.add(`${endLine(events)}\n`);
  await writer.flush();
  onProgress?.(done);
  return { events, annotations };
}

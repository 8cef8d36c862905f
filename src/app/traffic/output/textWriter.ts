// Gathers small texts into pieces of a size that a disk likes.

import { throwIfAborted } from '../../../base/abort.ts';
import type { OutputSink } from './ports.ts';

/** Characters that are gathered before they are written. */
const pieceLength = 65_536;

/** Writes texts to a sink in pieces; `flush` writes what is left. */
export class TextWriter {
  readonly #sink: OutputSink;
  readonly #abortSignal: AbortSignal | undefined;
  #parts: string[] = [];
  #length = 0;

  constructor(sink: OutputSink, abortSignal: AbortSignal | undefined) {
    this.#sink = sink;
    this.#abortSignal = abortSignal;
  }

  /** True when enough is gathered: the caller awaits `flush` then. */
  add(text: string): boolean {
    this.#parts.push(text);
    this.#length += text.length;
    return this.#length >= pieceLength;
  }

  /** Rejects with the cancellation when the signal has fired. */
  async flush(): Promise<void> {
    throwIfAborted(this.#abortSignal);
    const text = this.#parts.join('');
    this.#parts = [];
    this.#length = 0;
    if (text !== '') {
      await this.#sink.write(text);
    }
  }
}

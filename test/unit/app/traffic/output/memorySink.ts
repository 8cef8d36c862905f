// A file in memory that a test can read, and that can fail.

import type { OutputSink } from '../../../../../src/app/traffic/output/ports.ts';

/** Keeps what is written. */
export class MemorySink implements OutputSink {
  readonly pieces: (Uint8Array | string)[] = [];
  /** Called before each write; throw to let it fail. */
  beforeWrite: () => void = () => undefined;

  get text(): string {
    return this.pieces.map((piece) => (typeof piece === 'string' ? piece : new TextDecoder().decode(piece))).join('');
  }

  async write(chunk: Uint8Array | string): Promise<void> {
    await Promise.resolve();
    this.beforeWrite();
    this.pieces.push(chunk);
  }
}

// What files that leave the panel are written to.

/** Takes a file piece by piece, in order; each write is awaited, so that a slow disk slows the writer and fills no memory. */
export interface OutputSink {
  write(chunk: Uint8Array | string): Promise<void>;
}

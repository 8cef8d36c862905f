// A log that keeps its lines, so that tests can look for what must or must not stand in it.

import type { Log } from '../../src/base/log.ts';

/** Lines with their level in front. */
export class KeptLog implements Log {
  readonly lines: string[] = [];

  debug(message: string): void {
    this.lines.push(`debug ${message}`);
  }

  info(message: string): void {
    this.lines.push(`info ${message}`);
  }

  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }

  error(message: string | Error): void {
    this.lines.push(`error ${String(message)}`);
  }
}

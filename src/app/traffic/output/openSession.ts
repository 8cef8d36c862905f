// Opens a session file piece by piece. Whatever the file is, what could be read comes out, with a problem that says what is wrong
// and where.

import { throwIfAborted } from '../../../base/abort.ts';
import { decodeText } from '../../../domain/http/httpMessage.ts';
import type { Annotation } from '../../../domain/traffic/exchange.ts';
import type { HubEvent } from '../../../domain/traffic/loggedMessage.ts';
import { parseSessionLine, sessionFileVersion } from '../../../domain/traffic/output/sessionFile.ts';
import type { SessionProblem, SessionProblemKind, SessionSource } from '../../../domain/traffic/output/sessionFile.ts';

/** What a file held. */
export interface OpenedSession {
  readonly source?: SessionSource;
  /** In an order in which the normal parser makes the same exchanges of them. */
  readonly events: readonly HubEvent[];
  /** By `annotationKey` of the exchange. */
  readonly annotations: ReadonlyMap<string, Annotation>;
  readonly problems: readonly SessionProblem[];
}

/** Longest line: an event of 20 MB, which is the most that a hub takes, in base64, and some. */
const maxLineBytes = 32 * 1024 * 1024;
/** Problems that are told; a file of another kind has one on each line. */
const maxProblems = 100;
const LF = 10;

/** Rejects only with what the source rejects with, or with the cancellation. */
export async function openSession(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  abortSignal?: AbortSignal,
): Promise<OpenedSession> {
  const reader = new SessionReader();
  for await (const piece of pieces) {
    throwIfAborted(abortSignal);
    reader.push(piece);
    if (reader.isRefused) {
      break;
    }
  }
  return reader.finish();
}

class SessionReader {
  readonly #events: HubEvent[] = [];
  readonly #annotations = new Map<string, Annotation>();
  readonly #problems: SessionProblem[] = [];
  #source: SessionSource | undefined;
  #parts: Uint8Array[] = [];
  #length = 0;
  #line = 1;
  #expectedEvents: number | undefined;
  #isRefused = false;

  /** True when the file is none of ours: nothing more of it is read. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  push(piece: Uint8Array): void {
    let from = 0;
    for (let end = piece.indexOf(LF); end >= 0 && !this.#isRefused; end = piece.indexOf(LF, from)) {
      this.#gather(piece.subarray(from, end));
      this.#endLine();
      from = end + 1;
    }
    this.#gather(piece.subarray(from));
  }

  finish(): OpenedSession {
    if (this.#length > 0 && !this.#isRefused) {
      this.#endLine();
    }
    if (!this.#isRefused && this.#expectedEvents !== this.#events.length) {
      this.#problem('cut');
    }
    return {
      ...(this.#source === undefined ? {} : { source: this.#source }),
      events: this.#events,
      annotations: this.#annotations,
      problems: this.#problems,
    };
  }

  /** Of a line that is too long only its length is kept. */
  #gather(part: Uint8Array): void {
    if (part.length === 0) {
      return;
    }
    this.#length += part.length;
    // A first line that long is no header: the file need not be read to its end.
    if (this.#length > maxLineBytes) {
      this.#parts = [];
      this.#refuseUnless(this.#line > 1);
    } else {
      // The piece belongs to the source, which may use its memory again.
      this.#parts.push(part.slice());
    }
  }

  #endLine(): void {
    const isTooLong = this.#length > maxLineBytes;
    const text = isTooLong ? '' : joinText(this.#parts);
    this.#parts = [];
    this.#length = 0;
    if (isTooLong) {
      this.#problem('tooLong');
    } else if (text.trim() !== '' || this.#line === 1) {
      this.#take(text);
    }
    this.#line++;
  }

  #take(text: string): void {
    const line = parseSessionLine(text);
    if (this.#line === 1) {
      this.#refuseUnless(line?.kind === 'header');
      if (line?.kind === 'header' && line.version > sessionFileVersion) {
        this.#problem('newerVersion');
        this.#isRefused = true;
      }
    }
    switch (line?.kind) {
      case 'header':
        this.#source = line.source;
        break;
      case 'event':
        this.#events.push(line.event);
        break;
      case 'annotation':
        this.#annotations.set(line.key, line.annotation);
        break;
      case 'end':
        this.#expectedEvents = line.events;
        break;
      case undefined:
        if (!this.#isRefused) {
          this.#problem('badLine');
        }
    }
  }

  #refuseUnless(isOurs: boolean): void {
    if (!isOurs && !this.#isRefused) {
      this.#problem('notSession');
      this.#isRefused = true;
    }
  }

  #problem(kind: SessionProblemKind): void {
    if (this.#problems.length < maxProblems || kind === 'cut') {
      this.#problems.push({ kind, line: this.#line });
    }
  }
}

function joinText(parts: readonly Uint8Array[]): string {
  const [first] = parts;
  if (first === undefined || parts.length === 1) {
    return first === undefined ? '' : decodeText(first);
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return decodeText(whole);
}

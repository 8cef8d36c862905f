// The log of received alerts in one file of the extension's own storage, readable by the person alone; replaced as a whole.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { KeptAlert, ReceivedLog, ReceivedOutcome } from '../../app/alert/receiverPorts.ts';
import { asArray, asNumber, asRecord, asString, parseJson } from '../../base/json.ts';

/** Keeps it. Writes come one after another. */
export class ReceivedLogFile implements ReceivedLog {
  readonly #file: string;
  #last: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#file = path.join(folder, 'receivedAlerts.json');
  }

  /** What can be read; nothing where there is no file yet. */
  async read(): Promise<readonly KeptAlert[]> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return [];
      }
      throw error;
    }
    return asArray(parseJson(text)).flatMap((value) => {
      const record = asRecord(value);
      const [receivedAt, body] = [asNumber(record['receivedAt']), asString(record['text'])];
      return receivedAt === undefined || body === undefined
        ? []
        : [
            {
              receivedAt,
              text: body,
              count: asNumber(record['count']) ?? 1,
              outcomes: asArray(record['outcomes']).flatMap(readOutcome),
            },
          ];
    });
  }

  write(alerts: readonly KeptAlert[]): Promise<void> {
    const written = this.#writeAfter(this.#last, alerts);
    // Whoever asked hears of a failure; the next write does not depend on it.
    this.#last = written.catch(() => undefined);
    return written;
  }

  async #writeAfter(before: Promise<void>, alerts: readonly KeptAlert[]): Promise<void> {
    await before;
    await mkdir(path.dirname(this.#file), { recursive: true });
    await writeFile(`${this.#file}.part`, JSON.stringify(alerts), { mode: 0o600 });
    await rename(`${this.#file}.part`, this.#file);
  }
}

function readOutcome(value: unknown): ReceivedOutcome[] {
  const record = asRecord(value);
  const [kind, text, captureId] = [record['kind'], asString(record['text']), asString(record['captureId'])];
  return (kind === 'capture' || kind === 'problem' || kind === 'withheld') && text !== undefined
    ? [{ kind, text, ...(captureId === undefined ? {} : { captureId }) }]
    : [];
}

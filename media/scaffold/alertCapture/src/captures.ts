// The calls of packet captures that the function makes: look, count, start, replace, stop. A capture is started by one PUT whose
// acceptance is the end of the matter; nothing waits for the capture itself.

import type { ArmAnswer, ArmClient } from './armClient.ts';
import { ArmError } from './armError.ts';
import type { Fields } from './json.ts';
import { fieldsOf, member, textOf } from './json.ts';
import { networkVersion } from './watchers.ts';

const type = 'Microsoft.Network/networkWatchers/packetCaptures';

/** A capture as the service tells it. */
export interface Capture {
  readonly name: string;
  /** Creating, Updating, Succeeded, Deleting, Failed or Canceled, as given. */
  readonly provisioningState: string;
  /** Without anything that could be a signature. */
  readonly storagePath?: string;
  /** When it began, by the time in its file's address; undefined when that tells none. */
  readonly startedAt?: number;
  readonly timeLimitInSeconds: number;
}

/** Captures of watchers. Everything rejects with ArmError. */
export class Captures {
  readonly #arm: ArmClient;

  constructor(arm: ArmClient) {
    this.#arm = arm;
  }

  /** @returns undefined when there is none of that name */
  async get(captureId: string, until: number): Promise<Capture | undefined> {
    try {
      return toCapture((await this.#send('GET', captureId, { action: 'read', until })).body);
    } catch (error) {
      if (error instanceof ArmError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /** @returns the capture that was accepted */
  async create(captureId: string, body: unknown, until: number): Promise<Capture> {
    return toCapture((await this.#send('PUT', captureId, { action: 'write', body, until })).body);
  }

  /** Asks for the end of a capture and its entry; the file stays. @returns how long the service wants to be left alone, in milliseconds */
  async delete(captureId: string, until: number): Promise<number | undefined> {
    try {
      return (await this.#send('DELETE', captureId, { action: 'delete', until })).retryAfterInMs;
    } catch (error) {
      if (error instanceof ArmError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /** Asks a capture to end. */
  async stop(captureId: string, until: number): Promise<void> {
    await this.#send('POST', `${captureId}/stop`, { action: 'stop/action', until });
  }

  /** Names of captures that alerts started and that run now; `most` is enough. */
  async listRunning(watcherId: string, most: number, until: number): Promise<readonly string[]> {
    const path = `${watcherId}/packetCaptures`;
    const listed = await this.#arm.list({
      method: 'GET',
      path,
      apiVersion: networkVersion,
      action: `${type}/read`,
      until,
    });
    const candidates = listed.map((each) => toCapture(each)).filter((capture) => mayRun(capture, Date.now()));
    if (candidates.length < most) {
      return candidates.map(({ name }) => name);
    }
    // Only now is it worth a request for each: the newest first, since they run most likely.
    const running: string[] = [];
    for (const { name } of candidates.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0))) {
      if (running.length < most && (await this.#isRunning(`${path}/${name}`, until))) {
        running.push(name);
      }
    }
    return running;
  }

  async #isRunning(captureId: string, until: number): Promise<boolean> {
    const { body } = await this.#send('POST', `${captureId}/queryStatus`, { action: 'queryStatus/action', until });
    const status = textOf(body, 'packetCaptureStatus')?.toLowerCase();
    return status !== 'stopped' && status !== 'error';
  }

  #send(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    options: { readonly action: string; readonly until: number; readonly body?: unknown },
  ): Promise<ArmAnswer> {
    return this.#arm.send({
      method,
      path,
      apiVersion: networkVersion,
      ...options,
      action: `${type}/${options.action}`,
    });
  }
}

/** Names begin as `alertCaptureName` makes them; one whose time is over, or that failed, does not run. */
function mayRun({ name, provisioningState, startedAt, timeLimitInSeconds }: Capture, now: number): boolean {
  // The service's own start and end take a while; a minute is plenty.
  const isOver = startedAt !== undefined && startedAt + timeLimitInSeconds * 1000 + 60_000 < now;
  const isAlive = !['failed', 'canceled', 'deleting'].includes(provisioningState.toLowerCase());
  return name.toLowerCase().startsWith('alert-') && isAlive && !isOver;
}

function toCapture(body: Fields): Capture {
  const properties = fieldsOf(member(body, 'properties'));
  const address = textOf(fieldsOf(member(properties, 'storageLocation')), 'storagePath');
  const storagePath = address?.split('?')[0];
  const startedAt = timeInPath(storagePath ?? '');
  const limit = Number(member(properties, 'timeLimitInSeconds') ?? 18_000);
  return {
    name: textOf(body, 'name') ?? '',
    provisioningState: textOf(properties, 'provisioningState') ?? '',
    ...(storagePath === undefined ? {} : { storagePath }),
    ...(startedAt === undefined ? {} : { startedAt }),
    timeLimitInSeconds: Number.isFinite(limit) ? limit : 18_000,
  };
}

/** The service puts the time of the start into the address: `…/2026/11/22/packetcapture_10_20_30_405.cap`, in UTC. */
function timeInPath(storagePath: string): number | undefined {
  const found = /\/(\d{4})\/(\d\d)\/(\d\d)\/packetcapture_(\d\d)_(\d\d)_(\d\d)_(\d{3})/i.exec(storagePath);
  if (found === null) {
    return undefined;
  }
  const [year = 0, month = 1, day = 1, ...time] = found.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, ...time);
}

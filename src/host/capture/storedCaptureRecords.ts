// Records of followed captures in the workspace's state, and what takes up a creation in VS Code's secret storage.

import type * as vscode from 'vscode';
import type { CaptureRecord, CaptureRecords } from '../../app/capture/captureRecords.ts';
import { asArray, asRecord } from '../../base/json.ts';
import { Secret } from '../../base/secret.ts';
import { isSameResource } from '../../domain/arm/resourceId.ts';

const recordsKey = 'wirewatch.followedCaptures';
const secretPrefix = 'wirewatch.captureOperation:';
/** Grows when a record of before can no longer be read as it is. */
const version = 1;

/** Implements the port; the operation goes once the capture runs. Writes come one after another: each rewrites the whole list. */
export class StoredCaptureRecords implements CaptureRecords {
  readonly #state: vscode.Memento;
  readonly #secrets: vscode.SecretStorage;

  constructor(state: vscode.Memento, secrets: vscode.SecretStorage) {
    this.#state = state;
    this.#secrets = secrets;
  }

  list(): readonly CaptureRecord[] {
    return asArray(this.#state.get<unknown>(recordsKey)).flatMap((value) => {
      const stored = asRecord(value);
      const { captureId, accountId, subscriptionId, phase } = stored;
      const { watcherId, name, targetId } = asRecord(stored['wanted']);
      const isWhole = [captureId, accountId, subscriptionId, phase, watcherId, name, targetId].every(
        (each) => typeof each === 'string',
      );
      return isWhole && stored['version'] === version ? [value as CaptureRecord] : [];
    });
  }

  async write(record: CaptureRecord): Promise<void> {
    await this.#state.update(recordsKey, [...this.#others(record.captureId), { ...record, version }]);
    if (record.phase === 'running') {
      await this.#secrets.delete(secretKey(record.captureId));
    }
  }

  async writeOperation(captureId: string, operation: Secret): Promise<void> {
    await this.#secrets.store(secretKey(captureId), operation.reveal());
  }

  async operationOf(captureId: string): Promise<Secret | undefined> {
    const text = await this.#secrets.get(secretKey(captureId));
    return text === undefined ? undefined : new Secret(text);
  }

  async remove(captureId: string): Promise<void> {
    const others = this.#others(captureId);
    await this.#state.update(recordsKey, others.length === 0 ? undefined : others);
    await this.#secrets.delete(secretKey(captureId));
  }

  #others(captureId: string): readonly CaptureRecord[] {
    return this.list().filter((each) => !isSameResource(each.captureId, captureId));
  }
}

function secretKey(captureId: string): string {
  return secretPrefix + captureId.toLowerCase();
}
